# The dashboard for others: docker build -t embedding-explorer . (docs/deployment.md says how to run it; compose.yaml does).
# All that it writes lies below /cache; the rest may be read-only.
FROM python:3.11-slim

# PyTorch without CUDA, which takes 2 GB less.
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu

# LOGNAME, since some libraries ask for the name of the user, who has none.
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LOGNAME=explorer \
    HOME=/cache \
    TMPDIR=/cache/tmp \
    EMBEDCORE_CACHE_DIR=/cache/vectors \
    EMBEDCORE_DATA_DIR=/cache/models \
    HF_HOME=/cache/huggingface \
    NUMBA_CACHE_DIR=/cache/compiled

WORKDIR /app
RUN mkdir -p /cache/tmp && chown -R 10001:10001 /cache
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --compile -r requirements.txt
COPY . ./
RUN python -m compileall -q app.py pages ui embedcore sample_data
# Served to the browser; the folder can't be written to later.
RUN python -c "from ui.scatter.assets import install_plotly; install_plotly()"

USER 10001:10001
# What the maps run on is compiled here, so that nobody waits for it; a new named volume begins with it.
RUN python -W ignore -c "from embedcore.projection import warm_up; warm_up()"

VOLUME /cache
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-S", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]

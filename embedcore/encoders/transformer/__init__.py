"""Published sentence-transformers models on OpenVINO: graphs, precision, encoder; no PyTorch."""

import sys

# OpenVINO reports its import to a server of its makers, and keeps a number for this machine in the home folder. Without
# the package that does so, which comes with it, it does neither.
if "openvino" not in sys.modules:
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # "not there", to Python's import

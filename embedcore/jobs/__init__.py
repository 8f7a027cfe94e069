"""Long work in processes of its own: tasks, queue, workers; progress and cancel. Knows nothing of Streamlit.

How it works. A page asks for work by a function of `requests` (`embed`, `project`, `cluster`, ...), which makes a
`Task`: a function of `work` and what it is called with. The `JobQueue`, one for a server, makes a `Job` of it, under a
key: who asks for the same work gets the same job. Each kind of worker (`encoder` holds models, `mapper` maps and
groups, `fetcher` downloads models) does one long job at a time; visitors take turns (`Turns`). Short work has a turn of
its own: a worker does it between two steps of a long one. Typed queries (`ask`) go ahead of both. The life of a job:
queued, running, and done, failed or cancelled; its page looks at it once a second.

A worker is `python -m embedcore.jobs.worker`, started when it is needed and ended when it is idle; the server process
itself loads no torch, UMAP or numba. Both sides send each other pickled messages through the worker's standard input
and output (`wire`), and nothing that comes from outside is ever unpickled. A space is sent once and named after that.

Rules. Whatever goes wrong in one job, any exception at all, ends that job with a sentence, and no other (`attempt`).
Cancel asks first, and kills the worker after a second; what else ran there begins anew. The work of a visitor who
left stops within seconds, unless another one waits for it. What one visitor may ask for is in `Limits`. Results are
kept for those who asked, the last ones, and go when they leave. The server's folder holds only uploaded files and
what models learned from data; that of a killed server is removed by the next one (`ServerFolder`). API keys are in no
repr, log or error.
"""

from embedcore.encoders import Usage
from embedcore.jobs.adapting import adapt_to_labels, adapt_to_pairs
from embedcore.jobs.comparisons import compare, dimensions_key, try_dimensions
from embedcore.jobs.fixing import Tried, try_fix
from embedcore.jobs.health import check_health
from embedcore.jobs.job import Job
from embedcore.jobs.kept_files import KeptFile
from embedcore.jobs.queue import IDLE_S, JobQueue
from embedcore.jobs.reading import load_apart, read_apart, read_vectors_apart, start_reader
from embedcore.jobs.recent import Recent
from embedcore.jobs.remote_encoder import RemoteEncoder, remote_of, warm
from embedcore.jobs.requests import (
    INTERACTIONS_MODEL,
    ask_language_model,
    calibration,
    calibration_jobs,
    cluster,
    embed,
    embed_key,
    embed_words,
    fetch,
    fetch_key,
    find_duplicates,
    find_map,
    give_answers,
    give_calibration,
    give_groups,
    give_map,
    in_worker,
    interactions_key,
    learn_interactions,
    model_words,
    project,
    quality_key,
    read_answers,
    recommend_quality,
    space_of,
    trust_in,
    words_at,
)
from embedcore.jobs.store import Limits
from embedcore.jobs.task import DEFAULT_CHOICE, ENCODER, FETCHER, MAPPER, ModelChoice
from embedcore.jobs.wire import keep_apart
from embedcore.jobs.work import COMPILE, MapRequest, seconds_to_compare, seconds_to_map

__all__ = [
    "COMPILE",
    "DEFAULT_CHOICE",
    "ENCODER",
    "FETCHER",
    "IDLE_S",
    "INTERACTIONS_MODEL",
    "MAPPER",
    "Job",
    "JobQueue",
    "KeptFile",
    "Limits",
    "MapRequest",
    "ModelChoice",
    "Recent",
    "RemoteEncoder",
    "Tried",
    "Usage",
    "adapt_to_labels",
    "adapt_to_pairs",
    "ask_language_model",
    "calibration",
    "calibration_jobs",
    "check_health",
    "cluster",
    "compare",
    "dimensions_key",
    "embed",
    "embed_key",
    "embed_words",
    "fetch",
    "fetch_key",
    "find_duplicates",
    "find_map",
    "give_answers",
    "give_calibration",
    "give_groups",
    "give_map",
    "in_worker",
    "interactions_key",
    "keep_apart",
    "learn_interactions",
    "load_apart",
    "model_words",
    "project",
    "quality_key",
    "read_answers",
    "read_apart",
    "read_vectors_apart",
    "recommend_quality",
    "remote_of",
    "seconds_to_compare",
    "seconds_to_map",
    "space_of",
    "start_reader",
    "trust_in",
    "try_dimensions",
    "try_fix",
    "warm",
    "words_at",
]

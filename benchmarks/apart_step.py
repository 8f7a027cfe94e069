"""One process in the place of the server that reads one file: `apart` starts one for each way.

python -m benchmarks.apart_step here|apart FILE: prints one line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import embedcore as ec
from embedcore import jobs
from embedcore.memory import release_freed


def memory_mb(what: str) -> float:
    """MB (10^6 bytes) of this process: VmRSS now, or VmHWM at its highest since `from_now`."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.split(f"{what}:")[1].split()[0]) * 1024 / 1e6


def from_now() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def main() -> None:
    way, path = sys.argv[1:]
    data, name = Path(path).read_bytes(), Path(path).name
    read = jobs.read_apart if way == "apart" else ec.read_table
    read(b"text\nimports are not timed\nnor the start of what reads\n", filename="a.csv")
    release_freed()
    from_now()
    before, start = memory_mb("VmRSS"), time.perf_counter()
    dataset = read(data, filename=name)
    took = time.perf_counter() - start
    peak = memory_mb("VmHWM") - before
    print(json.dumps({"seconds": took, "peak_mb": peak, "rows": dataset.n_rows}))


if __name__ == "__main__":
    main()

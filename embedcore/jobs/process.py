"""One worker process: starts it, sends tasks, hands on its events, notices its end."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STDERR_LINES = 40
_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # Threads that wait for each other sleep instead of spinning: several processes share few cores here.
    "OMP_WAIT_POLICY": "PASSIVE",
    # torch keeps compiled code for each shape of input: 270 MB for texts of many lengths, and no quicker for it.
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "8",
}


class WorkerProcess:
    """A running `python -m embedcore.jobs.worker`.

    on_event gets every event as a dict; on_end gets a sentence that says why the process ended, once.
    Both are called from this object's reader thread.
    """

    def __init__(self, on_event: Callable[[dict[str, Any]], None], on_end: Callable[[str], None]) -> None:
        self._on_event, self._on_end = on_event, on_end
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._write_lock = Lock()
        self._killed_because = ""
        # subprocess, not multiprocessing: spawn would run app.py again in the child.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "embedcore.jobs.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, **_ENVIRONMENT},
        )
        self._stderr_reader = Thread(target=self._read_stderr, daemon=True)
        self._stderr_reader.start()
        Thread(target=self._read, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def send(self, message: dict[str, Any]) -> None:
        """Sends one task; that the process has just ended is learnt through on_end, not here."""
        assert self._process.stdin is not None
        with self._write_lock:
            try:
                self._process.stdin.write(json.dumps(message) + "\n")
                self._process.stdin.flush()
            except (BrokenPipeError, OSError, ValueError):
                pass

    def kill(self, because: str) -> None:
        self._killed_because = because
        self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                self._on_event(json.loads(line))
        code = self._process.wait()
        self._stderr_reader.join(timeout=2)
        self._on_end(self._why(code))

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._stderr.append(line.rstrip())

    def _why(self, code: int) -> str:
        if self._killed_because:
            return self._killed_because
        if code == -9:
            return "the system stopped it, most likely because memory ran out"
        last = next((line for line in reversed(self._stderr) if line.strip()), "")
        return f"it ended with code {code}" + (f": {last}" if last else "")

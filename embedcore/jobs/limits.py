"""What one visitor may ask of the server."""

import os
from dataclasses import dataclass

from embedcore.errors import DataError, EmbedcoreError
from embedcore.jobs.task import Task

MB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For each visitor; the defaults suit a public demo with 1 GB of memory.

    jobs: pieces of work that run or wait at once. rows: of one piece of work. memory: bytes of work on its way, results
    and uploaded files that are kept; old results go first. results: finished pieces of work that are kept.
    files: uploaded files that are kept.
    """

    jobs: int = 8
    rows: int = 50_000
    memory: int = 256 * MB
    results: int = 24
    files: int = 3

    @classmethod
    def here(cls) -> "Limits":
        """Generous ones where people use the explorer on their own machine: EMBEDCORE_PRIVATE_USE=1."""
        if os.environ.get("EMBEDCORE_PRIVATE_USE") != "1":
            return cls()
        return cls(jobs=64, rows=5_000_000, memory=16 << 30, results=64, files=64)

    def check_task(self, task: Task, *, n_active: int, n_bytes: int) -> None:
        """n_active, n_bytes: what the visitor has already. Raises EmbedcoreError where the task would be too much."""
        if n_active >= self.jobs:
            raise EmbedcoreError(
                f"at most {self.jobs} pieces of work may run or wait for one visitor (this would be one more); wait "
                "until one has ended, or cancel one"
            )
        if task.n_rows > self.rows:
            raise DataError(
                f"at most {self.rows:,} rows can be worked on for one visitor (got {task.n_rows:,}); load fewer rows, "
                "or run the explorer on your own computer"
            )
        self._check_memory(n_bytes + task.n_bytes)

    def check_file(self, *, n_files: int, n_bytes: int) -> None:
        """n_files, n_bytes: what the visitor would have with it. Raises DataError where that is too much."""
        if n_files > self.files:
            raise DataError(
                f"at most {self.files} uploaded files are kept for one visitor (this would be one more); go on with "
                "one of them, or reload the page to begin anew"
            )
        self._check_memory(n_bytes)

    def why_too_large(self, n_bytes: int) -> str:
        """A sentence where so many bytes are more than a visitor may have; else empty."""
        if n_bytes <= self.memory:
            return ""
        return (
            f"at most {self.memory / MB:,.0f} MB of data are kept for one visitor (this would make "
            f"{n_bytes / MB:,.0f} MB); load less, or run the explorer on your own computer"
        )

    def _check_memory(self, n_bytes: int) -> None:
        if why := self.why_too_large(n_bytes):
            raise DataError(why)

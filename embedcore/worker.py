"""python -m embedcore.worker: embeds, maps and groups in a process of its own.

Tasks come as JSON lines on standard input, events go as JSON lines to standard output, arrays through
files that are moved into place whole. The process keeps its model and its compiled code between
tasks, ends when its input ends, and may be killed at any time.

A task: {"id", "task": "embed" | "project" | "cluster" | "group_size" | "interactions" |
"recommend_quality" | "warm" | "encode" | "tokens", ...};
{"cancel": id} stops one. "encode" and "tokens" (of a typed query) are answered between two batches of running work.
A model is named by "model", its "options", and "learned", the folder with what it learned from the data.
An event: {"id", "progress": [done, total, what]}, {"id", "result": {...}}, {"id", "cancelled": true}, or
{"id", "error": message, "kind": class name}.
"""

import argparse
import contextlib
import json
import os
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import Any, TextIO

import numpy as np

from embedcore.errors import Cancelled, EmbedcoreError
from embedcore.memory import release_freed

Task = dict[str, Any]
SPACES_KEPT = 2
PROGRESS_EVERY_S = 0.1
QUERIES = ("encode", "tokens")
ENCODERS_KEPT = 4


class Inbox:
    """Tasks as they arrive, typed queries apart from batch work, and what was cancelled."""

    def __init__(self, source: TextIO) -> None:
        self.cancelled: set[str] = set()
        self._batch: deque[Task] = deque()
        self._queries: deque[Task] = deque()
        self._ended = False
        self._changed = Condition()
        Thread(target=self._read, args=(source,), daemon=True).start()

    def next(self) -> Task | None:
        """The next task, queries first; waits for one; None when the input has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._queries or self._batch or self._ended)
            if self._queries:
                return self._queries.popleft()
            return self._batch.popleft() if self._batch else None

    def next_query(self) -> Task | None:
        with self._changed:
            return self._queries.popleft() if self._queries else None

    def _take(self, task: Task) -> None:
        with self._changed:
            if "cancel" in task:
                self.cancelled.add(task["cancel"])
            elif task["task"] in QUERIES:
                self._queries.append(task)
            else:
                self._batch.append(task)
            self._changed.notify()

    def _read(self, source: TextIO) -> None:
        for line in source:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError):
                # Whoever writes this will not understand an answer; waiting on would hang for ever. The line itself
                # is not shown: it may hold a key.
                sys.stderr.write(f"worker ends: a line of {len(line)} characters is no task\n")
                sys.stderr.flush()
                os._exit(1)
        with self._changed:
            self._ended = True
            self._changed.notify()
        # Whoever asked is gone; running work has nobody to serve.
        time.sleep(2)
        os._exit(0)


class Worker:
    """Runs tasks one after the other and reports on them."""

    def __init__(self, inbox: Inbox, out: TextIO) -> None:
        self._inbox, self._out = inbox, out
        self._spaces: OrderedDict[str, Any] = OrderedDict()
        self._encoders: OrderedDict[str, Any] = OrderedDict()
        self._warming: Thread | None = None

    def run(self) -> None:
        while (task := self._inbox.next()) is not None:
            self._do(task)

    def _do(self, task: Task) -> None:
        handlers: dict[str, Callable[[Task], dict[str, Any]]] = {
            "embed": self._embed,
            "encode": self._encode,
            "tokens": self._tokens,
            "project": self._project,
            "cluster": self._cluster,
            "group_size": self._group_size,
            "interactions": self._interactions,
            "recommend_quality": self._recommend_quality,
            "warm": self._warm,
        }
        try:
            if task["id"] in self._inbox.cancelled:
                raise Cancelled
            self._tell(task, result=handlers[task["task"]](task))
        except Cancelled:
            self._tell(task, cancelled=True)
        except EmbedcoreError as error:
            self._tell(task, error=str(error), kind=type(error).__name__)
        release_freed()

    def _tell(self, task: Task, **event: Any) -> None:
        self._out.write(json.dumps({"id": task["id"], **event}) + "\n")
        self._out.flush()

    def _progress(self, task: Task) -> Callable[[int, int, str], None]:
        last = 0.0

        def report(done: int, total: int, what: str) -> None:
            nonlocal last
            if task["id"] in self._inbox.cancelled:
                raise Cancelled
            while (query := self._inbox.next_query()) is not None:
                self._do(query)
            now = time.monotonic()
            if now - last >= PROGRESS_EVERY_S or done == total:
                last = now
                self._tell(task, progress=[done, total, what])

        return report

    def _embed(self, task: Task) -> dict[str, Any]:
        from embedcore.embedding import encode_all, encoder_notes
        from embedcore.encoders import learns
        from embedcore.items_file import read_items

        items = read_items(Path(task["items"]))
        encoder, report = self._encoder(task), self._progress(task)
        before = getattr(encoder, "usage", None)
        if learns(encoder) and not encoder.is_fitted:
            encoder.fit(items, on_progress=report)
            encoder.save(Path(task["learn_to"]))
            self._encoders.pop(_encoder_key(task))  # the name alone stands for a model that has learned nothing yet
            self._keep(_encoder_key({**task, "learned": task["learn_to"]}), encoder)
        vectors = encode_all(encoder, items, on_progress=report)
        write_array(Path(task["out"]), vectors)
        if items and isinstance(items[0], bytes):
            from embedcore.images import thumbnails
            from embedcore.items_file import write_items

            write_items(Path(task["thumbnails"]), thumbnails(items, on_progress=report))
        usage = getattr(encoder, "usage", None)
        return {
            "card": vars(encoder.card),
            "cache_key": encoder.cache_key,
            "notes": encoder_notes(encoder, vectors),
            "usage": _used(before, usage) if usage is not None else None,
        }

    def _encode(self, task: Task) -> dict[str, Any]:
        return {"vectors": self._encoder(task).encode(task["items"]).tolist()}

    def _tokens(self, task: Task) -> dict[str, Any]:
        found = self._encoder(task).tokens(task["items"][0])
        return {"tokens": vars(found) if found is not None else None}

    def _project(self, task: Task) -> dict[str, Any]:
        from embedcore.projection import project

        if task["method"] == "umap" and self._warming is not None:
            self._warming.join()
        projection = project(
            self._space(task),
            method=task["method"],
            n_components=task["n_components"],
            random_state=task["random_state"],
            on_progress=self._progress(task),
            **task["options"],
        )
        write_array(Path(task["out"]), projection.coordinates)
        return {"notes": projection.notes, "params": vars(projection.params)}

    def _cluster(self, task: Task) -> dict[str, Any]:
        from embedcore.clustering import cluster

        found = cluster(
            self._space(task),
            n_clusters=task["n_clusters"],
            random_state=task["random_state"],
            on_progress=self._progress(task),
        )
        write_array(Path(task["out"]), found.labels)
        return {
            "names": found.names,
            "reasons": [[vars(keyword) for keyword in group] for group in found.reasons],
            "sizes": found.sizes,
            "representatives": found.representatives,
            "quality": None if np.isnan(found.quality) else found.quality,
            "quality_by_n_clusters": list(found.quality_by_n_clusters.items()),
            "notes": found.notes,
        }

    def _group_size(self, task: Task) -> dict[str, Any]:
        from embedcore.group_size import typical_group_size

        return {"group_size": typical_group_size(self._space(task), random_state=task["random_state"])}

    def _interactions(self, task: Task) -> dict[str, Any]:
        from embedcore.interaction_files import read_interactions_file, settings_of, write_factors
        from embedcore.interactions import learn

        table = read_interactions_file(Path(task["table"]))
        factors, notes = learn(table, task["n_dims"], task["random_state"], on_progress=self._progress(task))
        out = Path(task["out"])
        write_factors(out.with_suffix(".part"), factors)
        os.replace(out.with_suffix(".part"), out)
        return {"settings": settings_of(factors), "notes": notes}

    def _recommend_quality(self, task: Task) -> dict[str, Any]:
        from embedcore.interaction_files import read_interactions_file
        from embedcore.recommend_quality import quality_of

        table = read_interactions_file(Path(task["table"]))
        found = quality_of(table, task["n_dims"], task["random_state"], on_progress=self._progress(task))
        return vars(found)

    def _warm(self, task: Task) -> dict[str, Any]:
        """Loads what the coming tasks need: the model, or the compiled code of the maps (beside other work)."""
        if "model" in task:
            self._encoder(task).encode(["warm"])
        else:
            import sklearn.cluster  # noqa: F401

            from embedcore.projection.umap import warm_up

            self._warming = Thread(target=warm_up, daemon=True)
            self._warming.start()
        return {}

    def _encoder(self, task: Task) -> Any:
        """The encoder of the task's model, options and folder; those used last are kept loaded."""
        from embedcore.encoders import get_encoder, load_encoder

        key = _encoder_key(task)
        if key not in self._encoders:
            learned = task.get("learned")
            made = load_encoder(learned) if learned else get_encoder(task["model"], **task.get("options", {}))
            self._keep(key, made)
        self._encoders.move_to_end(key)
        return self._encoders[key]

    def _keep(self, key: str, encoder: Any) -> None:
        self._encoders[key] = encoder
        while len(self._encoders) > ENCODERS_KEPT:
            self._encoders.popitem(last=False)

    def _space(self, task: Task) -> Any:
        """The space in the task's folder, kept with its neighbour graph for the tasks that follow."""
        from embedcore.space import EmbeddingSpace

        folder = Path(task["space"])
        if task["space"] not in self._spaces:
            file = folder / "texts.json"
            texts = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
            vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
            self._spaces[task["space"]] = EmbeddingSpace(vectors, texts=texts)
        self._spaces.move_to_end(task["space"])
        while len(self._spaces) > SPACES_KEPT:
            self._spaces.popitem(last=False)
        return self._spaces[task["space"]].with_metric(task["metric"])


def _encoder_key(task: Task) -> str:
    return json.dumps([task["model"], task.get("options", {}), task.get("learned")], sort_keys=True)


def _used(before: Any, after: Any) -> dict[str, float | None]:
    """What one task has used of an encoder that counts since it was made, and is kept between tasks."""
    return {name: None if now is None else now - getattr(before, name) for name, now in vars(after).items()}


def write_array(path: Path, array: np.ndarray) -> None:
    """Writes a .npy file that appears whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, array, allow_pickle=False)
    os.replace(part, path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Embeds, maps and groups; tasks on standard input.")
    parser.parse_args()
    with contextlib.suppress(OSError):
        os.nice(5)  # the page answers first
    # Libraries print to standard output; events must be alone there.
    events, sys.stdout = sys.stdout, sys.stderr
    Worker(Inbox(sys.stdin), events).run()


if __name__ == "__main__":
    main()

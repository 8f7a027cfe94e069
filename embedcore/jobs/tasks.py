"""What a worker does for each kind of task; it keeps encoders and spaces between them."""

import json
import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np

Task = dict[str, Any]
Report = Callable[[int, int, str], None]
ENCODERS_KEPT = 4
SPACES_KEPT = 2


class Tasks:
    """Each kind of task by its name. Arrays come and go through files."""

    def __init__(self) -> None:
        self._spaces: OrderedDict[str, Any] = OrderedDict()
        self._encoders: OrderedDict[str, Any] = OrderedDict()
        self._warming: Thread | None = None
        self._kinds: dict[str, Callable[[Task, Report], dict[str, Any]]] = {
            "embed": self._embed,
            "encode": self._encode,
            "tokens": self._tokens,
            "words": self._words,
            "project": self._project,
            "cluster": self._cluster,
            "group_size": self._group_size,
            "interactions": self._interactions,
            "recommend_quality": self._recommend_quality,
            "warm": self._warm,
        }

    def do(self, task: Task, report: Report) -> dict[str, Any]:
        """The result, as JSON has it. report: told of progress; raises Cancelled where the task was cancelled."""
        return self._kinds[task["task"]](task, report)

    def _embed(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.encoders import LearningEncoder
        from embedcore.jobs.items_file import read_items
        from embedcore.space.embedding import encode_all, encoder_notes

        items = read_items(Path(task["items"]))
        encoder = self._encoder(task)
        before = encoder.usage
        if isinstance(encoder, LearningEncoder) and not encoder.is_fitted:
            encoder.fit(items, on_progress=report)
            encoder.save(Path(task["learn_to"]))
            self._encoders.pop(_encoder_key(task))  # the name alone stands for a model that has learned nothing yet
            self._keep(_encoder_key({**task, "learned": task["learn_to"]}), encoder)
        vectors = encode_all(encoder, items, on_progress=report)
        write_array(Path(task["out"]), vectors)
        if encoder.card.modality == "image" and items and isinstance(items[0], bytes):  # not words for such a model
            from embedcore.images import thumbnails
            from embedcore.jobs.items_file import write_items

            write_items(Path(task["thumbnails"]), thumbnails(items, on_progress=report))
        usage = encoder.usage
        return {
            "card": vars(encoder.card),
            "cache_key": encoder.cache_key,
            "notes": encoder_notes(encoder, vectors),
            "usage": _used(before, usage) if usage is not None else None,
        }

    def _encode(self, task: Task, report: Report) -> dict[str, Any]:
        return {"vectors": self._encoder(task).encode(task["items"]).tolist()}

    def _tokens(self, task: Task, report: Report) -> dict[str, Any]:
        found = self._encoder(task).tokens(task["items"][0])
        return {"tokens": vars(found) if found is not None else None}

    def _words(self, task: Task, report: Report) -> dict[str, Any]:
        """The words of a model that has its own, the most frequent first, and their vectors."""
        encoder = self._encoder(task)
        words = encoder.words[: task["n_words"]]
        write_array(Path(task["out"]), encoder.word_vectors[: len(words)])
        return {"words": words, "n_left_out": len(encoder.words) - len(words)}

    def _project(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.projection import project

        if task["method"] == "umap" and self._warming is not None:
            self._warming.join()
        projection = project(
            self._space(task),
            method=task["method"],
            n_components=task["n_components"],
            random_state=task["random_state"],
            on_progress=report,
            **task["options"],
        )
        write_array(Path(task["out"]), projection.coordinates)
        return {"notes": projection.notes, "params": vars(projection.params)}

    def _cluster(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.groups.clustering import cluster

        found = cluster(
            self._space(task),
            n_clusters=task["n_clusters"],
            random_state=task["random_state"],
            on_progress=report,
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

    def _group_size(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.groups.typical_size import typical_group_size

        return {"group_size": typical_group_size(self._space(task), random_state=task["random_state"])}

    def _interactions(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.jobs.interaction_files import read_interactions_file, settings_of, write_factors
        from embedcore.recommend.space import learn

        table = read_interactions_file(Path(task["table"]))
        factors, notes = learn(table, task["n_dims"], task["random_state"], on_progress=report)
        out = Path(task["out"])
        write_factors(out.with_suffix(".part"), factors)
        os.replace(out.with_suffix(".part"), out)
        return {"settings": settings_of(factors), "notes": notes}

    def _recommend_quality(self, task: Task, report: Report) -> dict[str, Any]:
        from embedcore.jobs.interaction_files import read_interactions_file
        from embedcore.recommend.quality import quality_of

        table = read_interactions_file(Path(task["table"]))
        found = quality_of(table, task["n_dims"], task["random_state"], on_progress=report)
        return vars(found)

    def _warm(self, task: Task, report: Report) -> dict[str, Any]:
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
        from embedcore.space.space import EmbeddingSpace

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

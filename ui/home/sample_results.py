"""What is shown first of a sample, made before and kept beside its vectors, so that nobody waits for it."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import embedcore as ec
from embedcore import jobs
from embedcore.groups import (
    Acts,
    GroupPhrase,
    GroupTerm,
    HowMany,
    NumberTried,
    find_answer_column,
    read_answers,
    typical_group_size,
)
from embedcore.metrics import Metric
from embedcore.projection import TSNEParams, spots_of
from embedcore.scores import changed_texts
from embedcore.types import Vectors
from ui.samples import FOLDER, Sample

METHOD = "tsne"
_ACTS_ABOUT = ("words", "whole", "notes")


@dataclass(frozen=True, eq=False)
class SampleResults:
    """Of one space of a sample. group_sizes: by metric. changed: the vectors of `changed_texts`. acts: what its answers
    say was done, None where it has none."""

    projection: ec.Projection
    clustering: ec.Clustering
    group_sizes: dict[str, float]
    changed: Vectors
    acts: Acts | None = None

    @classmethod
    def of(cls, space: ec.EmbeddingSpace) -> "SampleResults":
        """Made now. The space has an encoder."""
        assert space.encoder is not None and space.dataset is not None
        answers = find_answer_column(space.dataset)
        return cls(
            ec.project(space, method=METHOD),
            ec.cluster(space),
            {str(metric): typical_group_size(space.with_metric(metric)) for metric in Metric},
            space.encoder.encode(changed_texts(space)),
            None if answers is None else read_answers(space.dataset, answers.name).acts,
        )


def path_of(sample: Sample) -> Path:
    return FOLDER / f"{Path(sample.file).stem}_results.npz"


def write(sample: Sample, space: ec.EmbeddingSpace, results: SampleResults) -> None:
    """Beside the sample, with the fingerprint of the space that they are of."""
    acts = results.acts
    groups = asdict(replace(results.clustering, labels=np.empty(0, dtype=np.int64)))
    del groups["labels"]
    np.savez_compressed(
        path_of(sample),
        of=np.array(space.fingerprint),
        coordinates=results.projection.coordinates,
        labels=results.clustering.labels.astype(np.int16),
        groups=np.array(json.dumps(groups)),
        group_sizes=np.array(json.dumps(results.group_sizes)),
        changed=results.changed.astype(np.float16),  # what comes of it is a median, shown with two digits
        acts=np.empty((0, 2)) if acts is None else np.column_stack([acts.answer, acts.act]).astype(np.int32),
        acts_about=np.array(json.dumps(None if acts is None else {name: getattr(acts, name) for name in _ACTS_ABOUT})),
    )


def _acts(pairs: np.ndarray, about: str) -> Acts | None:
    said = json.loads(about)
    if said is None:
        return None
    answer, act = pairs.astype(np.int64).T
    return Acts(tuple(map(tuple, said["words"])), answer, act, whole=said["whole"], notes=tuple(said["notes"]))


def read(sample: Sample, space: ec.EmbeddingSpace) -> SampleResults | None:
    """None where there are none, or they are of another space: then they are made like those of any other data."""
    if not path_of(sample).is_file():
        return None
    with np.load(path_of(sample), allow_pickle=False) as content:
        if str(content["of"]) != space.fingerprint:
            return None
        groups = json.loads(str(content["groups"]))
        clustering = ec.Clustering(
            labels=content["labels"].astype(np.int64),
            names=tuple(groups["names"]),
            reasons=tuple(tuple(GroupTerm(**term) for term in terms) for terms in groups["reasons"]),
            sizes=tuple(groups["sizes"]),
            representatives=tuple(map(tuple, groups["representatives"])),
            quality=groups["quality"],
            quality_by_n_clusters={int(n): value for n, value in groups["quality_by_n_clusters"].items()},
            notes=tuple(groups["notes"]),
            phrases=tuple(tuple(GroupPhrase(**one) for one in phrases) for phrases in groups["phrases"]),
            stability=tuple(groups["stability"]),
            how_many=_how_many(groups["how_many"]),
        )
        spots = spots_of(space)
        params, notes = TSNEParams().fitted(space.n_rows, len(spots))
        coordinates = spots.shared(content["coordinates"])
        projection = ec.Projection(coordinates, METHOD, params, space, notes=spots.notes + notes)
        sizes = json.loads(str(content["group_sizes"]))
        acts = _acts(content["acts"], str(content["acts_about"])) if "acts" in content else None
        return SampleResults(projection, clustering, sizes, content["changed"].astype(np.float32), acts)


def _how_many(written: dict[str, Any]) -> HowMany:
    tried = tuple(NumberTried(**one) for one in written["tried"])
    return HowMany(**{**written, "as_good": tuple(written["as_good"]), "tried": tried})


def give(queue: jobs.JobQueue, sample: Sample, space: ec.EmbeddingSpace, *, session: str) -> None:
    """Puts them into the queue as work that is done, where there are any."""
    results = space.memo("sample results", lambda: read(sample, space), reads=("metric", "texts", "encoder"))
    if results is not None:
        jobs.give_map(queue, space, jobs.MapRequest(METHOD), results.projection, session=session)
        jobs.give_groups(queue, space, "auto", results.clustering, session=session)
        jobs.give_calibration(queue, space, results.group_sizes, results.changed, session=session)
        if results.acts is None or space.dataset is None:
            return
        answers = find_answer_column(space.dataset)
        if answers is not None:
            jobs.give_answers(queue, space.dataset, answers.name, results.acts, session=session)

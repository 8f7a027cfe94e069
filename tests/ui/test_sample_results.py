"""What is kept beside the samples is what would be made now, and is shown without any work."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.groups import find_answer_column
from embedcore.scores import space_calibration
from ui import samples
from ui.home import sample_results
from ui.home.sample_results import SampleResults, give, read


@cache  # what is measured once for a space is kept with it
def space_of(sample: samples.Sample) -> ec.EmbeddingSpace:
    dataset, vectors = samples.read(sample)
    return ec.EmbeddingSpace(vectors, dataset=dataset, encoder=ec.get_encoder(precision="float32"))


@pytest.mark.measured
@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_results_are_what_would_be_made_now(sample: samples.Sample) -> None:
    space = space_of(sample)
    kept, made = read(sample, space), SampleResults.of(space)
    assert kept is not None
    assert kept.clustering.names == made.clustering.names
    assert (kept.clustering.labels == made.clustering.labels).all()
    assert kept.clustering.reasons == made.clustering.reasons
    assert kept.clustering.representatives == made.clustering.representatives
    # A number is judged by k-means on random halves, where a row on a border may go either way on another processor.
    scores = kept.clustering.quality_by_n_clusters, made.clustering.quality_by_n_clusters
    common = scores[0].keys() & scores[1].keys()
    assert len(common) >= len(scores[0]) - 2
    assert {k: scores[0][k] for k in common} == pytest.approx({k: scores[1][k] for k in common}, abs=0.01)
    assert kept.projection.params == made.projection.params
    assert kept.projection.notes == made.projection.notes
    assert kept.group_sizes == pytest.approx(made.group_sizes)
    assert (kept.acts is None) == (made.acts is None) == (sample is samples.SAMPLES[1])
    if kept.acts is not None and made.acts is not None:
        assert kept.acts.words == made.acts.words
        assert (kept.acts.answer == made.acts.answer).all() and (kept.acts.act == made.acts.act).all()
    assert np.abs(kept.changed - made.changed).max() < 1e-3
    # t-SNE's picture may differ with the machine, not in what it keeps together.
    flat = [ec.EmbeddingSpace(one.projection.coordinates, metric="euclidean") for one in (kept, made)]
    near = [ec.neighbor_graph(one, n_neighbors=15).indices for one in flat]
    true = ec.neighbor_graph(space, n_neighbors=15).indices
    shares = [np.mean([len(set(a) & set(b)) / 15 for a, b in zip(one, true, strict=True)]) for one in near]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)


@pytest.mark.measured
@pytest.mark.parametrize(
    ("sample", "metrics"),
    [(samples.SAMPLES[0], ["cosine"]), (samples.SAMPLES[1], ["cosine", "euclidean", "dot"])],
    ids=["support_tickets", "product_reviews"],
)
def test_the_calibration_is_what_would_be_measured_now(sample: samples.Sample, metrics: list[str]) -> None:
    queue = jobs.JobQueue()
    dataset, vectors = samples.read(sample)
    space = jobs.space_of(queue, dataset, vectors, jobs.DEFAULT_CHOICE, "cosine")
    give(queue, sample, space, session="me")
    for metric in metrics:
        other = space.with_metric(metric)
        scale = jobs.calibration(other, jobs.calibration_jobs(queue, other, session="me"))
        exact = space_calibration(space_of(sample).with_metric(metric))
        assert scale.near_duplicate == pytest.approx(exact.near_duplicate, abs=2e-3)
        assert scale.group_size == pytest.approx(exact.group_size)
    queue.close()


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_a_queue_that_has_them_starts_no_work(sample: samples.Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = jobs.JobQueue()
    monkeypatch.setattr(queue, "_worker", None)  # no process is started
    dataset, vectors = samples.read(sample)
    space = jobs.space_of(queue, dataset, vectors, jobs.DEFAULT_CHOICE, "cosine")
    give(queue, sample, space, session="me")
    picture = jobs.project(queue, space, jobs.MapRequest("tsne"), session="me")
    groups = jobs.cluster(queue, space, "auto", session="me")
    assert (picture.state, groups.state) == ("done", "done")
    assert picture.result.coordinates.shape == (space.n_rows, 2)
    assert groups.result.labels.shape == (space.n_rows,)
    if (answers := find_answer_column(dataset)) is not None:
        assert jobs.read_answers(queue, dataset, answers.name, session="me").state == "done"
    for metric in ("cosine", "euclidean", "dot"):
        other = space.with_metric(metric)
        work = jobs.calibration_jobs(queue, other, session="you")
        assert [job.state for job in work] == ["done", "done"]
        assert jobs.calibration(other, work).from_changed_texts
    queue.close()


def test_results_of_another_space_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = samples.SAMPLES[1]
    space = space_of(sample)
    assert read(sample, space.with_metric("euclidean")) is None
    assert read(sample, ec.EmbeddingSpace(space.vectors[:-1])) is None
    monkeypatch.setattr(sample_results, "FOLDER", tmp_path)
    assert read(sample, space) is None

"""Encoders that learn from texts: one contract for each of them, and what belongs to one alone below it."""

import ast
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import LearningEncoder, load_encoder
from tests.core.conftest import ROOT

NAMES = [card.name for card in ec.list_models() if card.learns and card.modality == "text"]
WORDS = {
    "cards": "card lost stolen freeze replace block pin wallet".split(),
    "money": "exchange rate dollar euro currency convert fee transfer".split(),
}


def made_texts(n_texts: int = 120) -> list[str]:
    """Texts about one of two things each, in turn, of words that none of the other has, with a common word."""
    rng = np.random.default_rng(0)
    return ["please " + " ".join(rng.choice(WORDS[("cards", "money")[n % 2]], 6)) for n in range(n_texts)]


@pytest.fixture(params=NAMES, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def fitted(name: str) -> LearningEncoder:
    return ec.get_encoder(name).fit(made_texts())


def test_there_are_some() -> None:
    assert {"lsa", "word2vec"} <= set(NAMES)


def test_before_it_has_learned_it_says_so(name: str, tmp_path: Path) -> None:
    encoder = ec.get_encoder(name)
    assert isinstance(encoder, LearningEncoder)
    assert not encoder.is_fitted
    assert encoder.notes == ()
    assert encoder.card in ec.list_models()
    assert encoder.cache_key == f"{name}-unfitted"
    for use in (
        lambda: encoder.encode(["card"]),
        lambda: encoder.tokens("card"),
        lambda: encoder.save(tmp_path),
        lambda: encoder.words,
    ):
        with pytest.raises(ec.DataError, match=rf"{name} must learn from the data before it encodes .* call fit"):
            use()


def test_texts_about_one_thing_are_close(fitted: LearningEncoder) -> None:
    vectors = fitted.encode(made_texts())
    assert vectors.shape == (120, fitted.card.n_dims)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    similarity = vectors @ vectors.T
    same = np.arange(120) % 2 == np.arange(120)[:, None] % 2
    assert similarity[same].mean() > similarity[~same].mean() + 0.3


@pytest.mark.measured
def test_ten_nearest_neighbours_know_the_topic_of_a_ticket(name: str) -> None:
    """Of every fifth ticket of the sample, learned from the others: lsa 0.30, word2vec 0.29 (chance: 0.07)."""
    tickets = ec.read_table(ROOT / "sample_data" / "support_tickets.csv")
    topics, asked = np.array(tickets.frame["topic"].tolist()), np.arange(tickets.n_rows) % 5 == 0
    texts = np.array(tickets.texts, dtype=object)
    space = ec.embed(texts[~asked].tolist(), model=name)
    assert space.encoder is not None
    indices, _ = space.scorer.closest(space.encoder.encode(texts[asked].tolist()), 10)
    found = [Counter(topics[~asked][row].tolist()).most_common(1)[0][0] for row in indices]
    assert (np.array(found) == topics[asked]).mean() > 0.26


def test_fitting_leaves_its_input_and_gives_itself(name: str) -> None:
    texts = made_texts()
    before, encoder = list(texts), ec.get_encoder(name)
    assert encoder.fit(texts) is encoder
    assert texts == before
    assert encoder.is_fitted


def test_the_same_seed_gives_the_same_and_another_text_another(name: str, fitted: LearningEncoder) -> None:
    again = ec.get_encoder(name).fit(tuple(made_texts()))
    assert again.cache_key == fitted.cache_key
    assert (again.encode(made_texts()) == fitted.encode(made_texts())).all()
    other = ec.get_encoder(name).fit([*made_texts(), "lost euro"])
    assert other.cache_key != fitted.cache_key


@pytest.fixture(scope="module")
def learned_elsewhere() -> dict[str, str]:
    """The cache keys by name from another process, in which sets of words have another order."""
    code = (
        "import embedcore as ec; from tests.core.encoders.test_learning import NAMES, made_texts; "
        "print({name: ec.get_encoder(name).fit(made_texts()).cache_key for name in NAMES})"
    )
    environment = {"PYTHONHASHSEED": "1", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    return ast.literal_eval(ran.stdout)


@pytest.mark.measured
def test_the_same_in_another_process(name: str, fitted: LearningEncoder, learned_elsewhere: dict[str, str]) -> None:
    """This process has a random hash seed."""
    assert learned_elsewhere[name] == fitted.cache_key


def test_an_item_alone_has_the_vector_that_it_has_among_others(fitted: LearningEncoder) -> None:
    texts = [*made_texts(40), "", "unknown words"]
    together = fitted.encode(texts)
    for row in (0, 17, 40, 41):
        np.testing.assert_array_equal(fitted.encode([texts[row]])[0], together[row])


def test_a_text_without_a_known_word_is_all_zeros(fitted: LearningEncoder) -> None:
    assert not fitted.encode(["", "☃☃", "zebra"]).any()
    found = fitted.tokens("Lost ZEBRA card")
    assert found is not None
    assert (found.pieces, found.unknown) == (("lost", "card"), ("ZEBRA",))


def test_what_was_learned_comes_back_from_a_folder(fitted: LearningEncoder, tmp_path: Path) -> None:
    fitted.save(tmp_path / "new" / "folder")
    back = load_encoder(tmp_path / "new" / "folder")
    assert type(back) is type(fitted)
    assert (back.cache_key, back.card, back.notes) == (fitted.cache_key, fitted.card, fitted.notes)
    assert (back.encode(made_texts()) == fitted.encode(made_texts())).all()
    assert back.words == fitted.words


def test_a_default_adapts_again_when_a_loaded_one_learns_anew(
    name: str, fitted: LearningEncoder, tmp_path: Path
) -> None:
    """What was not given is not written either, so it stays a default."""
    fitted.save(tmp_path)
    few = ["lost card", "new card", "card rate"]
    back = load_encoder(tmp_path)
    assert isinstance(back, LearningEncoder)
    assert back.fit(few).cache_key == ec.get_encoder(name).fit(few).cache_key


def break_words(state: dict) -> None:
    state["words"][1] = state["words"][0]


def break_kind(state: dict) -> None:
    state["words"][0] = 3


def break_params(state: dict) -> None:
    state["params"]["random_state"] = -1


def break_option(state: dict) -> None:
    state["params"]["unheard"] = 1


def drop_words(state: dict) -> None:
    state["words"].pop()


def drop_notes(state: dict) -> None:
    del state["notes"]


@pytest.mark.parametrize("change", [break_words, break_kind, break_params, break_option, drop_words, drop_notes])
def test_a_changed_state_is_refused(change: object, name: str, fitted: LearningEncoder, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    state = json.loads((tmp_path / "encoder.json").read_text())
    change(state)
    (tmp_path / "encoder.json").write_text(json.dumps(state))
    with pytest.raises(ec.DataError, match=rf"what {name} learned must be as it was written"):
        load_encoder(tmp_path)


def test_arrays_that_do_not_belong_are_refused(name: str, fitted: LearningEncoder, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    with np.load(tmp_path / "encoder.npz") as content:
        arrays = dict(content)
    first = next(iter(arrays))
    for broken in (
        {**arrays, first: np.full_like(arrays[first], np.nan)},
        {**arrays, first: arrays[first][:-1]},
        {**arrays, "more": arrays[first]},
        {key: array for key, array in arrays.items() if key != first},
    ):
        np.savez(tmp_path / "encoder.npz", **broken)
        with pytest.raises(ec.DataError, match=rf"what {name} learned must be as it was written"):
            load_encoder(tmp_path)


def test_a_folder_of_something_else_is_refused(fitted: LearningEncoder, tmp_path: Path) -> None:
    with pytest.raises(ec.DataError, match="must hold what an encoder learned"):
        load_encoder(tmp_path)
    fitted.save(tmp_path)
    np.savez(tmp_path / "encoder.npz", array=np.array([{"pickled": 1}], dtype=object))
    with pytest.raises(ec.DataError, match="must hold what an encoder learned"):
        load_encoder(tmp_path)
    state = json.loads((tmp_path / "encoder.json").read_text())
    np.savez(tmp_path / "encoder.npz", array=np.zeros(1))
    for model in ("all-MiniLM-L6-v2", "no-such", 3):
        (tmp_path / "encoder.json").write_text(json.dumps({**state, "model": model}))
        with pytest.raises(ec.DataError, match=r"must hold a model that learns from data"):
            load_encoder(tmp_path)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("one text", r"items must be a list of texts \(got one str\)"),
        (None, r"items must be a list of texts \(got one NoneType\)"),
        (["text", 3], r"items must be texts \(got int at position 1\)"),
        ([], r"must find words in the texts \(got none in 0 texts\)"),
        (["☃", "..."], r"must find words in the texts \(got none in 2 texts\); choose the column"),
    ],
)
def test_nothing_can_be_learned_from_these(items: object, message: str, name: str) -> None:
    encoder = ec.get_encoder(name)
    with pytest.raises(ec.DataError, match=message):
        encoder.fit(items)
    assert not encoder.is_fitted


@pytest.mark.parametrize("texts", [["one"], ["a b", "c"], ["same"] * 3, ["東京に行く", "東京タワー"], ["a", "☃"]])
def test_very_small_data(texts: list[str], name: str) -> None:
    encoder = ec.get_encoder(name).fit(texts)
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.card.n_dims)
    assert np.isfinite(vectors).all()
    assert vectors[0].any()
    assert encoder.notes  # that so little teaches little


def test_progress_of_learning_grows_and_cancelling_leaves_it_unfitted(name: str) -> None:
    reports: list[tuple[int, int, str]] = []
    ec.get_encoder(name).fit(made_texts(), on_progress=lambda *report: reports.append(report))
    assert [done for done, _, _ in reports] == sorted(done for done, _, _ in reports)
    assert reports[-1][0] == reports[-1][1]
    assert all(what for _, _, what in reports)

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    encoder = ec.get_encoder(name)
    with pytest.raises(ec.Cancelled, match=r"^$"):
        encoder.fit(made_texts(), on_progress=stop)
    assert not encoder.is_fitted


def test_the_space_carries_what_was_fitted(name: str, cache_folder: Path) -> None:
    texts = made_texts()
    space = ec.embed(texts, model=name)
    assert space.metric == "cosine"
    assert isinstance(space.encoder, LearningEncoder)
    assert (space.vectors == ec.get_encoder(name).fit(texts).encode(texts)).all()
    found = ec.search(space, "lost card", n_neighbors=10)
    assert all(row % 2 == 0 for row in found.indices.tolist())
    assert not list(cache_folder.rglob("vectors*"))  # encoding is as quick as reading a cache


def test_another_fit_does_not_change_a_space(name: str) -> None:
    encoder = ec.get_encoder(name)
    space = ec.embed(made_texts(), model=encoder)
    assert encoder.is_fitted
    before = space.encoder.encode(["lost card"])
    encoder.fit(["something else entirely", "nothing of it is the same"])
    assert (space.encoder.encode(["lost card"]) == before).all()
    assert not encoder.encode(["lost card"]).any()


def test_a_fitted_one_is_used_as_it_is(name: str, fitted: LearningEncoder) -> None:
    space = ec.embed(["lost card", "a zebra"], model=fitted)
    assert space.encoder.cache_key == fitted.cache_key
    assert f"1 of 2 texts has no word that {name} knows: all zeros, similar to nothing" in space.notes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_dims": 0}, r"n_dims must be in 1\.\.2000 \(got 0\)"),
        ({"n_dims": "many"}, r"n_dims must be a whole number"),
        ({"random_state": -1}, r"random_state must be"),
        ({"unheard": 1}, r"has no option 'unheard' \(its options: n_dims, "),
    ],
)
def test_impossible_options_are_refused(options: dict, message: str, name: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.get_encoder(name, **options)


def test_options_reach_the_model(name: str) -> None:
    space = ec.embed(made_texts(), model=name, n_dims=7)
    assert space.n_dims == space.encoder.card.n_dims == 7


def test_a_folder_may_be_moved(fitted: LearningEncoder, tmp_path: Path) -> None:
    fitted.save(tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert load_encoder(str(tmp_path / "there")).cache_key == fitted.cache_key

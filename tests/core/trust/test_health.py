"""check_health: each planted fault is found by its name, its clean twin and the samples have none."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import Encoder
from embedcore.errors import ParameterError
from embedcore.scores.baselines import slightly_changed
from embedcore.trust import apply_fix, health
from embedcore.trust.health.check import CHECKS
from tests.public_data import public_data

STATIC = "all-MiniLM-L6-v2-static"
SAMPLES = Path(__file__).resolve().parents[3] / "sample_data"
N_ROWS = 400
Vectors = np.ndarray
GERMAN = (
    "Wie kann ich meine Karte aktivieren, wenn ich im Ausland bin?",
    "Warum wurde die Zahlung nicht ausgeführt, obwohl ich genug Geld habe?",
    "Ich habe mein Passwort vergessen und komme nicht mehr in das Konto.",
)
POLITE_GERMAN = " Bitte prüfen Sie das dringend, seit gestern geht nichts mehr. Mit freundlichen Grüßen"
JARGON = (
    "cholecystectomy choledocholithiasis sphincterotomy thrombocytopenia microangiopathic schistocytes plasmapheresis "
    "methylprednisolone tympanostomy adenoidectomy osteochondritis nephrolithiasis hydronephrosis lithotripsy apixaban"
).split()
MARKUP: dict[str, Callable[[str], str]] = {
    "tags": lambda text: f"<p>{text}</p><br/>",
    "entities": lambda text: f"{text} &amp; &nbsp;more",
    "web addresses": lambda text: f"{text} https://example.com/a?b=1",
    "markdown": lambda text: f"## Title\n**{text}**",
    "records of a program": lambda text: '{"id": 12, "text": "' + text.replace('"', "") + '"}',
}


def sample(name: str, encoder: Encoder | None = None) -> ec.EmbeddingSpace:
    """A sample as the dashboard shows it, with the vectors beside it."""
    vectors = np.load(SAMPLES / f"{name}.npz")["vectors"]
    return ec.EmbeddingSpace(vectors, dataset=ec.read_table(SAMPLES / f"{name}.csv"), encoder=encoder)


@pytest.fixture(scope="module")
def tickets() -> tuple[Vectors, list[str]]:
    """Vectors of all-MiniLM-L6-v2 and texts, some drawn at random."""
    whole = sample("support_tickets")
    rows = np.sort(np.random.default_rng(1).choice(whole.n_rows, N_ROWS, replace=False))
    assert whole.texts is not None
    return whole.vectors[rows], [whole.texts[row] for row in rows.tolist()]


def faults(space: ec.EmbeddingSpace, query_model: Encoder | None = None) -> list[str]:
    return [one.name for one in ec.check_health(space, query_model=query_model).faults]


def read_static(texts: list[str]) -> ec.EmbeddingSpace:
    return ec.EmbeddingSpace(ec.get_encoder(STATIC).encode(texts), texts=texts, encoder=ec.get_encoder(STATIC))


def with_some(texts: list[str], share: float, change: Callable[[str], str]) -> list[str]:
    chosen = np.random.default_rng(2).choice(len(texts), int(share * len(texts)), replace=False)
    changed = list(texts)
    for row in chosen.tolist():
        changed[row] = change(texts[row])
    return changed


@pytest.mark.parametrize("name", ["support_tickets", "product_reviews", "everyday_phrases"])
def test_the_samples_have_no_fault(name: str, minilm: Encoder) -> None:
    report = ec.check_health(sample(name, minilm))
    assert report.faults == ()
    assert [one.name for one in sorted(report.findings, key=lambda one: list(CHECKS).index(one.name))] == list(CHECKS)
    assert report.verdict.startswith("Nothing is wrong")


def test_clean_data_has_no_fault(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    assert faults(ec.EmbeddingSpace(vectors)) == []
    assert faults(ec.EmbeddingSpace(vectors, texts=texts, metric="euclidean")) == []
    assert faults(ec.EmbeddingSpace(vectors[:20], texts=texts[:20])) == []
    assert faults(read_static(texts)) == []
    assert faults(ec.embed(texts, model="lsa")) == []  # the other languages are clouds of their own
    assert faults(ec.EmbeddingSpace(vectors * np.linspace(0.5, 2, N_ROWS, dtype=np.float32)[:, None])) == []


def test_questions_of_a_bank_have_no_fault() -> None:
    questions = ec.read_table(public_data("banking77", "train.csv"), text_column="text").texts[::5]
    assert faults(read_static(questions)) == []


@pytest.mark.parametrize("metric", ["euclidean", "dot"])
def test_wrong_metric(metric: str, tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    lengths = np.random.default_rng(3).uniform(0.5, 2, (N_ROWS, 1)).astype(np.float32)
    space = ec.EmbeddingSpace(vectors * lengths, texts=texts, metric=metric)
    report = ec.check_health(space)
    found = report["wrong_metric"]
    assert found in report.faults
    # The overlap, by brute force, of the ten nearest under both metrics.
    given, cosine = (ec.neighbor_graph(one, n_neighbors=10).indices for one in (space, space.with_metric("cosine")))
    shared = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(given.tolist(), cosine.tolist(), strict=True)])
    assert found.figures["overlap_with_cosine"] == pytest.approx(shared)
    assert len(found.evidence[0].rows[0]) == 3
    assert faults(apply_fix(space, found.fix)) == []


def test_dominant_dimensions(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    for loud in (vectors * np.where(np.arange(384) == 7, 30, 1), vectors * np.geomspace(1, 100, 384)):
        space = ec.EmbeddingSpace(loud, texts=texts)
        found = ec.check_health(space)["dominant_dimensions"]
        assert found.severity in ("warning", "serious")
        assert "dominant_dimensions" not in faults(apply_fix(space, found.fix))


def test_of_equal_faults_those_with_a_fix_come_first(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    turned = vectors @ np.linalg.qr(np.random.default_rng(6).normal(size=(384, 384)))[0]
    mixed = np.vstack([turned[: N_ROWS // 2], vectors[N_ROWS // 2 :]])
    loud = np.hstack([mixed, 3 * np.random.default_rng(8).normal(size=(N_ROWS, 1))])
    found = ec.check_health(ec.EmbeddingSpace(loud, texts=texts)).findings
    order = [(health.SEVERITIES.index(one.severity), bool(one.fix)) for one in found]
    assert order == sorted(order, reverse=True)
    assert found[0].name == "dominant_dimensions"


def test_shares_of_variance_by_hand() -> None:
    vectors = np.array([[3.0, 0.0], [-3.0, 1.0], [3.0, 1.0], [-3.0, 0.0]])
    found = ec.check_health(ec.EmbeddingSpace(vectors, metric="euclidean"))["dominant_dimensions"]
    assert found.figures["share_of_variance"] == pytest.approx(9 / 9.25)
    assert found.figures["share_of_squares"] == pytest.approx(9 / 9.5)
    assert found.figures["effective_share"] == pytest.approx(9.25**2 / (81 + 0.0625) / 2)


def test_constant_dimensions_and_zero_vectors(tickets: tuple[Vectors, list[str]]) -> None:
    changed = tickets[0].copy()
    changed[:, :20] = 0
    changed[5:8] = 0
    report = ec.check_health(ec.EmbeddingSpace(changed))
    assert [one.name for one in report.faults] == ["zero_vectors", "constant_dimensions"]
    assert report["zero_vectors"].rows.tolist() == [5, 6, 7]
    assert report["constant_dimensions"].figures["constant"] == 23  # the model has three that say nothing
    filled = tickets[0].copy()
    filled[:, 3] = 1
    assert "constant_dimensions" in faults(ec.EmbeddingSpace(filled))


def test_anisotropy(tickets: tuple[Vectors, list[str]]) -> None:
    middle = tickets[0].mean(axis=0)
    space = ec.EmbeddingSpace(tickets[0] + 2 * middle / np.linalg.norm(middle))
    report = ec.check_health(space)
    assert report["anisotropy"].severity in ("warning", "serious")
    assert "anisotropy" not in faults(apply_fix(space, report["anisotropy"].fix))
    unit = space.vectors / np.linalg.norm(space.vectors, axis=1, keepdims=True)
    every = (unit @ unit.T)[np.triu_indices(N_ROWS, k=1)].mean()
    assert report["anisotropy"].figures["mean_cosine"] == pytest.approx(every, abs=0.01)


def test_hubs(tickets: tuple[Vectors, list[str]]) -> None:
    vectors = tickets[0].copy()
    vectors[:3] *= 20
    space = ec.EmbeddingSpace(vectors, metric="dot")
    found = ec.check_health(space)["hubs"]
    assert found.severity == "warning"
    assert set(found.rows[:3].tolist()) == {0, 1, 2}
    times = np.bincount(ec.neighbor_graph(space, n_neighbors=10).indices.ravel(), minlength=N_ROWS)
    assert found.figures["greatest_share"] == times.max() / N_ROWS
    from scipy.stats import skew

    assert found.figures["skewness"] == pytest.approx(skew(times))


def test_hubs_of_a_model_that_reads_texts_badly() -> None:
    texts = ec.read_table(SAMPLES / "support_tickets.csv").texts
    found = ec.check_health(read_static(list(texts)))["hubs"]
    assert found.severity == "warning"
    assert "another model" in found.advice


def test_few_rows(tickets: tuple[Vectors, list[str]]) -> None:
    assert faults(ec.EmbeddingSpace(tickets[0][:12])) == ["few_rows"]


def test_copies(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    rows = np.concatenate([np.arange(N_ROWS), np.arange(50)])
    report = ec.check_health(ec.EmbeddingSpace(vectors[rows], texts=[texts[row] for row in rows]))
    assert [one.name for one in report.faults] == ["exact_copies"]
    assert {*range(50), *range(N_ROWS, N_ROWS + 50)} <= set(report["exact_copies"].rows.tolist())
    assert faults(ec.EmbeddingSpace(vectors[rows])) == ["exact_copies"]
    rng = np.random.default_rng(4)
    changed = [*texts, *(slightly_changed(text, rng) for text in texts[:60])]
    assert faults(read_static(changed)) == ["near_copies"]
    noisy = np.vstack([vectors, vectors[:60] + rng.normal(0, 0.004, (60, 384))])
    assert faults(ec.EmbeddingSpace(noisy)) == ["near_copies"]


def test_texts_that_say_nothing(tickets: tuple[Vectors, list[str]]) -> None:
    _, texts = tickets
    empty = with_some(texts, 0.02, lambda text: " -- ")
    assert "empty_texts" in faults(read_static(empty))
    assert "empty_texts" in faults(ec.embed(with_some(texts, 0.02, lambda text: "  "), model=STATIC))  # left out
    stand_ins = iter(["n/a", "test", "asdf", "no comment", "lorem ipsum dolor sit amet", "k.A.", "xxxx"] * 9)
    report = ec.check_health(read_static(with_some(texts, 0.1, lambda text: next(stand_ins))))
    assert report["placeholder_texts"] in report.faults
    assert len(report["placeholder_texts"].rows) == N_ROWS // 10
    repeated = with_some(texts, 0.15, lambda text: "see the attachment please")
    assert "placeholder_texts" in faults(read_static(repeated))


def test_short_texts(tickets: tuple[Vectors, list[str]]) -> None:
    words = iter(["ok", "thanks", "yes please", "hi", "help", "refund"] * 10)
    assert "short_texts" in faults(read_static(with_some(tickets[1], 0.1, lambda text: next(words))))
    names = [f"{one} {other}" for one in JARGON[:8] for other in ("hen", "cat", "dog", "cow")]
    assert "short_texts" not in faults(ec.EmbeddingSpace(np.eye(32), texts=names))


def test_cut_texts(minilm: Encoder) -> None:
    texts = [f"My order number {number} has not come yet." for number in range(40)]
    texts[7] = "I have a long story to tell about the parcel. " * 60
    report = ec.check_health(ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(40, 384)), texts=texts,
                                               encoder=minilm))  # fmt: skip
    found = report["cut_texts"]
    assert found.severity == "warning"
    assert found.rows.tolist() == [7]
    assert found.figures["cut_share"] == pytest.approx(1 - 254 / 660, abs=0.01)  # eleven tokens a time
    assert "256 tokens" in found.technical


def test_languages(tickets: tuple[Vectors, list[str]]) -> None:
    _, texts = tickets
    german = iter(GERMAN * 70)
    mixed = with_some(texts, 0.3, lambda text: f"{next(german)} {text.split()[0]}")
    report = ec.check_health(read_static(mixed))
    assert report["languages"].severity == "warning"
    assert "German" in report["languages"].measured
    assert report["mixed_models"].severity == "ok"
    assert ec.check_health(ec.embed(mixed, model="lsa"))["languages"].severity == "ok"  # it learned both


@pytest.mark.parametrize("kind", MARKUP)
def test_markup(kind: str, tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    report = ec.check_health(ec.EmbeddingSpace(vectors, texts=with_some(texts, 0.1, MARKUP[kind])))
    assert report["markup"].severity == "warning"
    assert kind in report["markup"].measured


def test_out_of_domain(tickets: tuple[Vectors, list[str]]) -> None:
    rng = np.random.default_rng(5)

    def note(text: str) -> str:
        return " ".join([*rng.choice(JARGON, 5), "with", *text.split()[:6]])

    report = ec.check_health(read_static(with_some(tickets[1], 0.4, note)))
    found = report["out_of_domain"]
    assert found in report.faults
    assert {word for word, _ in found.evidence[0].rows} <= set(JARGON)
    made_up = ["".join(row) for row in rng.choice(list("bcdfghklmnprstvwxz"), (200, 8))]
    assert "out_of_domain" in faults(
        read_static([f"{a} {b} {a[::-1]}" for a, b in zip(made_up, made_up[::-1], strict=True)])
    )


def test_codes_are_words_that_the_model_does_not_know(tickets: tuple[Vectors, list[str]]) -> None:
    codes = iter([f"XQ-{1000 + number % 7}/A12 ZK-77{number}9 ERR_0x{number:04X}" for number in range(200)])
    report = ec.check_health(read_static(with_some(tickets[1], 0.4, lambda text: next(codes))))
    found = report["out_of_domain"]
    assert found in report.faults
    assert found.figures["hard_texts"] == pytest.approx(0.4, abs=0.05)
    assert found.figures["broken_words"] >= 0.03
    assert found.evidence[0].rows[0][0].startswith("XQ-100")
    assert found.measured[0].isupper() or found.measured[0].isdigit()


def test_joined_words_and_known_numbers_are_no_codes() -> None:
    texts = [f"My 4-digit code came on the 2nd day, a 12-month-old card, number {number}." for number in range(40)]
    assert ec.check_health(read_static(texts))["out_of_domain"].figures["broken_words"] == 0


def test_what_a_cause_leads_to_comes_after_it(tickets: tuple[Vectors, list[str]]) -> None:
    german = iter(GERMAN * 70)
    report = ec.check_health(read_static(with_some(tickets[1], 0.33, lambda text: next(german) + POLITE_GERMAN)))
    names = [one.name for one in report.faults if one.severity == "warning"]
    assert names.index("languages") < names.index("out_of_domain")


def padded(vectors: Vectors) -> Vectors:
    return np.pad(vectors, ((0, 0), (0, 384 - vectors.shape[1])))


def test_mixed_models(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    half = N_ROWS // 2
    turned = vectors @ np.linalg.qr(np.random.default_rng(6).normal(size=(384, 384)))[0]
    lsa = ec.embed(texts[:half], model="lsa").vectors
    for other in (turned[:half], padded(ec.get_encoder(STATIC).encode(texts[:half])), padded(lsa)):
        mixed = np.vstack([other, vectors[half:]])
        report = ec.check_health(ec.EmbeddingSpace(mixed, texts=texts))
        assert report["mixed_models"].severity == "serious"
        assert len(report["mixed_models"].rows) == pytest.approx(half, abs=0.1 * half)
    assert "mixed_models" in faults(ec.EmbeddingSpace(np.vstack([turned[:half], vectors[half:]])))


def topics(seed: int, n_topics: int = 8) -> tuple[Vectors, list[str]]:
    """Clusters far apart, one a topic, whose texts share some words with other topics and most with their own."""
    rng = np.random.default_rng(seed)
    topic = rng.integers(0, n_topics, N_ROWS)
    vectors = 1.5 * rng.normal(size=(n_topics, 32))[topic] + rng.normal(size=(N_ROWS, 32))
    own = [[f"w{chr(97 + one)}{chr(97 + number)}x" for number in range(12)] for one in range(n_topics)]
    common = ["card", "money", "account", "transfer", "payment", "bank"]
    texts = [" ".join([*rng.choice(own[one], 4), *rng.choice(common, 3)]) for one in topic.tolist()]
    return vectors, texts


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("metric", ["cosine", "dot", "euclidean"])
def test_clear_topics_are_not_two_models(metric: str, seed: int) -> None:
    vectors, texts = topics(seed)
    space = ec.EmbeddingSpace(vectors, texts=texts, metric=metric)
    assert ec.check_health(space)["mixed_models"].severity == "ok"
    assert ec.check_health(ec.EmbeddingSpace(vectors, metric=metric))["mixed_models"].severity in ("ok", "info")


@pytest.mark.parametrize("seed", [0, 1])
def test_topics_that_share_words_are_not_two_models(seed: int) -> None:
    """Categories of a bank's questions, which all speak of cards and transfers."""
    questions = ec.read_table(public_data("banking77", "train.csv"), text_column="text")
    of = questions.frame["category"].to_numpy(dtype=object)
    rng = np.random.default_rng(seed)
    rows = np.concatenate([np.flatnonzero(of == one)[:50] for one in dict.fromkeys(of[:1200].tolist())])
    number = np.unique(of[rows], return_inverse=True)[1]
    vectors = 1.5 * rng.normal(size=(number.max() + 1, 32))[number] + rng.normal(size=(len(rows), 32))
    texts = [questions.texts[row] for row in rows.tolist()]
    assert ec.check_health(ec.EmbeddingSpace(vectors, texts=texts))["mixed_models"].severity == "ok"


@pytest.mark.parametrize("seed", [0, 1])
def test_clear_topics_read_by_two_models_are_found(seed: int) -> None:
    vectors, texts = topics(seed, n_topics=3)
    turned = vectors[: N_ROWS // 2] @ np.linalg.qr(np.random.default_rng(seed).normal(size=(32, 32)))[0]
    mixed = ec.EmbeddingSpace(np.vstack([turned, vectors[N_ROWS // 2 :]]), texts=texts)
    assert ec.check_health(mixed)["mixed_models"].severity in ("info", "serious")


def test_two_lengths_are_two_sources(tickets: tuple[Vectors, list[str]]) -> None:
    vectors = tickets[0].copy()
    vectors[: N_ROWS // 3] *= 4
    found = ec.check_health(ec.EmbeddingSpace(vectors))["mixed_models"]
    assert (found.severity, found.fix) == ("warning", "normalise")
    assert found.rows.tolist() == list(range(N_ROWS // 3))


def test_two_subjects_of_one_model_are_not_mixed(tickets: tuple[Vectors, list[str]]) -> None:
    questions = ec.read_table(public_data("banking77", "train.csv"), text_column="text").texts[::20]
    dishes = ec.read_table(SAMPLES / "dishes.csv", text_column="dish").texts
    for model in (STATIC, "lsa"):
        space = ec.embed([*questions, *dishes * 2, *tickets[1]], model=model)
        assert ec.check_health(space)["mixed_models"].severity == "ok"


def test_other_query_model(tickets: tuple[Vectors, list[str]]) -> None:
    vectors, texts = tickets
    space = read_static(texts)
    assert ec.check_health(space)["other_query_model"].severity == "ok"
    order = np.random.default_rng(7).permutation(N_ROWS)
    assert "other_query_model" in faults(ec.EmbeddingSpace(space.vectors[order], texts=texts, encoder=space.encoder))
    assert "other_query_model" in faults(ec.EmbeddingSpace(vectors[:, :256], texts=texts, encoder=space.encoder))
    shorter = ec.EmbeddingSpace(vectors, texts=texts)
    assert "other_query_model" in faults(shorter, query_model=ec.get_encoder(STATIC))


def test_what_cannot_be_looked_at_is_said(tickets: tuple[Vectors, list[str]]) -> None:
    report = ec.check_health(ec.EmbeddingSpace(tickets[0]))
    assert "empty_texts was not looked at: there are no texts" in report.notes
    assert any(note.startswith("out_of_domain was not looked at: the model") for note in report.notes)
    with pytest.raises(ParameterError, match="name must be that of a finding"):
        report["empty_texts"]


@pytest.mark.parametrize(
    "vectors", [np.eye(1), np.eye(2), np.zeros((30, 5)), np.ones((30, 5)), np.arange(40.0)[:, None]]
)
@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_odd_spaces_are_checked(vectors: np.ndarray, metric: str) -> None:
    report = ec.check_health(ec.EmbeddingSpace(vectors, metric=metric, texts=["a text"] * len(vectors)))
    assert len(report.findings) + sum("was not looked at" in note for note in report.notes) == len(CHECKS)
    assert report.describe()


def test_the_same_seed_gives_the_same_report(
    tickets: tuple[Vectors, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.inspected, "MOST_TEXTS", 100)
    first, again = (ec.check_health(ec.EmbeddingSpace(tickets[0], texts=tickets[1])) for _ in range(2))
    assert [one.figures for one in first.findings] == [one.figures for one in again.findings]
    with pytest.raises(ParameterError, match="random_state"):
        ec.check_health(ec.EmbeddingSpace(tickets[0]), random_state=-1)


def test_describe_tells_what_to_do(tickets: tuple[Vectors, list[str]]) -> None:
    report = ec.check_health(ec.EmbeddingSpace(np.vstack([tickets[0], np.zeros((5, 384))])))
    said = report.describe()
    assert "1 fault was found" in said
    assert report["zero_vectors"].advice in said

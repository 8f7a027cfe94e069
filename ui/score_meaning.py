"""What a score means in this data, and how words that a result shares with the query are marked."""

from collections.abc import Sequence

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted, sentence
from embedcore.scores import ScoreScale, known_calibration
from ui import cache, progress, session, wording
from ui.markup import literal


def prepare(space: ec.EmbeddingSpace) -> ScoreScale | None:
    """The space's calibration; None while its work goes on, which starts here and shows nothing."""
    known = known_calibration(space)
    if known is not None or space.n_rows < 2:
        return known
    work = jobs.calibration_jobs(cache.job_queue(), space, session=session.id())
    return jobs.calibration(space, work) if all(job.state == "done" for job in work) else None


def wait(space: ec.EmbeddingSpace) -> None:
    """Shows how far the calibration is, one part after the other; the page runs again by itself when it is ready."""
    work = jobs.calibration_jobs(cache.job_queue(), space, session=session.id())
    progress.show_next(*((job, wording.say("calibrating"), f"meaning_{job.task.role}") for job in work))
    if all(job.state == "done" for job in work):
        progress.run_again()


def reference(calibration: ScoreScale, *, band: bool = True) -> str:
    """What random rows and near-duplicates score here. band: as a line below the histogram, which shows them."""
    side, beyond = ("below", "from") if calibration.metric.greater_is_closer else ("above", "down from")
    near, source = "Near-duplicates", f"{calibration.n_compared:,} slightly changed texts"
    if not calibration.from_changed_texts:
        near, source = "The closest neighbours", f"of {calibration.n_compared:,} rows"
    pairs = f"{'Grey band: random' if band else 'Random'} pairs of rows"
    floor, shown = calibration.floor, calibration.shown
    return (
        f"{pairs} ({shown(floor.mean)} on average, 95 % {side} {shown(floor.p95)}; {counted(floor.n_pairs, 'pair')}). "
        f"{near}: {beyond} {shown(calibration.near_duplicate)} ({source}). {rule(calibration)}"
    ).rstrip()


def decimals(calibration: ScoreScale | None) -> int:
    """Decimal places that tell scores apart; 2 where nothing is known."""
    return calibration.decimals if calibration is not None else 2


def shown(score: float, calibration: ScoreScale | None) -> str:
    """A score with as many digits as tell scores apart."""
    return f"{score:.{decimals(calibration)}f}"


def of_score(score: float, calibration: ScoreScale | None) -> str:
    """What a score means in this data; empty while that is not known."""
    return calibration.describe(score) if calibration is not None else ""


def written(metric: ec.Metric, score: float, calibration: ScoreScale | None = None, *, waiting: bool = False) -> str:
    """The score with its name, and on a line of its own what it means in this data, as Markdown.

    waiting: the calibration is on its way; its line is taken, so that nothing moves when it comes.
    """
    first = f"**{wording.score_name(metric)} {shown(score, calibration)}**"
    here = sentence(of_score(score, calibration)) or ("…" if waiting else "")
    return f"{first}  \n:small[{here}]" if here else first


def rule(calibration: ScoreScale | None) -> str:
    """Whether the usual rule of thumb holds in this data, as a sentence; empty where there is none for such scores."""
    return calibration.rule.sentence if calibration is not None and calibration.rule is not None else ""


def highlighted(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text to the letter, as Markdown, with what stands at those places (from, to) marked; they are in order."""
    pieces, end = list[str](), 0
    for start, next_end in places:
        pieces += [_with_ends(text[end:start]), f":primary-background[{literal(text[start:next_end])}]"]
        end = next_end
    return "".join(pieces) + _with_ends(text[end:]) if places else literal(text)


def _with_ends(piece: str) -> str:
    """A piece of a line to the letter, with the space at its ends."""
    inner = piece.strip()
    return " " * piece[:1].isspace() + literal(inner) + " " * (bool(inner) and piece[-1].isspace())

"""What adapting has brought, measured on examples that it had not seen."""

from dataclasses import dataclass

from embedcore.encoders.adjusted import Adjustment
from embedcore.errors import DataError
from embedcore.phrases import counted, share

BY_CHANCE = 0.05
"""A gain that chance alone brings as often as this counts as none."""


@dataclass(frozen=True, kw_only=True)
class AdaptReport:
    """What adapting has brought, measured by cross-validation: on examples that the change was not learned from.

    source: "labels" or "pairs". name: of the column, where it is known. n_examples: labelled rows, or pairs.
    n_kinds: different labels; 2 for pairs. n_measured: examples that were measured.
    before, after: 0 to 1. Of labels: the share of rows whose label most of the 5 nearest other labelled rows have. Of
    pairs: how often a pair judged alike is closer than one judged not alike (the area under the ROC curve; 0.5 by
    chance). better, worse: rows that are right only after, and only before; 0 for pairs.
    p_value: how often chance alone would bring such a gain, one-sided. Of labels: whether more of a row's 5 nearest
    have its label after than before, by a paired z test over the rows. That sees more than right and wrong: it is not
    a test of the two shares above. Rows share neighbours, so it is a rough guide. Of pairs: the share of bootstrap
    samples of the pairs without a gain. `p_said` is how sentences tell it.
    shrinkage, emphasis: what cross-validation chose: how far the spread within a kind is drawn towards a round one, and
    how far what tells kinds apart counts more. notes: what was left out or sampled.
    """

    source: str
    n_examples: int
    n_kinds: int
    n_measured: int
    before: float
    after: float
    better: int = 0
    worse: int = 0
    p_value: float
    shrinkage: float
    emphasis: str
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def gained(self) -> bool:
        """Whether it is better by more than chance brings; the rows told right, by more than their standard error."""
        more = self.source == "pairs" or self.better - self.worse >= (self.better + self.worse) ** 0.5
        return self.after > self.before and self.p_value < BY_CHANCE and more

    @property
    def p_said(self) -> str:
        """'p < 0.001', 'p = 0.02': no finer than such a test can tell."""
        return "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.2g}"

    @property
    def learned_from(self) -> str:
        """'770 rows with a label in "category"', '40 judged pairs'."""
        if self.source == "pairs":
            return counted(self.n_examples, "judged pair")
        where = f' in "{self.name}"' if self.name else ""
        return f"{counted(self.n_examples, 'row')} with a label{where}"

    def describe(self) -> str:
        """What was measured, what it means, in two plain sentences."""
        if self.source == "pairs":
            measured = (
                f"Of a pair judged alike and one judged not, the alike one is closer {share(self.before)} of the time "
                f"before and {share(self.after)} after, on pairs that were not learned from."
            )
        else:
            measured = (
                f"The 5 closest labelled rows tell the label of {share(self.before)} of the rows before and of "
                f"{share(self.after)} after, on rows that were not learned from."
            )
        if self.gained:
            return f"{measured} That is more than chance would bring."
        return f"{measured} That is no gain, or none that chance would not bring too: keep the vectors as they are."

    def technical(self) -> str:
        """The same in the terms of the field."""
        if self.source == "pairs":
            what = f"ROC AUC {self.before:.3f} before, {self.after:.3f} after (cross-validated, {self.p_said})"
        else:
            what = (
                f"Accuracy of 5 nearest labelled neighbours {self.before:.3f} before, {self.after:.3f} after ("
                f"cross-validated; {self.better} right only after, {self.worse} only before; paired z "
                f"test of the neighbours with the label, "
                f"{self.p_said})"
            )
        return (
            f"{what}. Within-class whitening with shrinkage {self.shrinkage:g}, directions between classes emphasised: "
            f"{self.emphasis}."
        )


@dataclass(frozen=True, eq=False)
class Learned:
    """The change that was learned, and what it has brought; to be used only where report.gained."""

    adjustment: Adjustment
    report: AdaptReport


class NoGainError(DataError):
    """Adapting has brought nothing. report: what was measured."""

    def __init__(self, report: AdaptReport) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return (
            f"adapting must bring more than chance to be used (got no gain from {self.report.learned_from}: "
            f"{self.report.before:.3f} before, {self.report.after:.3f} after, {self.report.p_said}); label more "
            "rows, judge more pairs, or keep the vectors as they are"
        )

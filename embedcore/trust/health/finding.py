"""A finding on the health of a space, and the report that holds all of them."""

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from embedcore.errors import ParameterError
from embedcore.phrases import counted, sentence
from embedcore.types import Indices

Severity = Literal["ok", "info", "warning", "serious"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From what is well to what must be mended."""


@dataclass(frozen=True)
class Evidence:
    """One thing that shows a finding: texts side by side, words with counts, dimensions with shares.

    title: what it is. rows: its lines, each a cell per column. columns: their heads.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Finding:
    """What was looked for, what was found, what it means and what to do.

    name: stable, for scripts. title: for people. severity: one of SEVERITIES. measured, meaning, advice: a sentence
    each, without terms of the field. technical: what was measured, in the terms of the field. rows: those it concerns,
    the worst first; empty where it concerns all of them or none. figures: what was measured, by name. fix: the name of
    the fix in embedcore.trust.fixes; empty where there is none in one step.
    """

    name: str
    title: str
    severity: Severity
    measured: str
    meaning: str
    advice: str
    technical: str = ""
    rows: Indices = field(default_factory=lambda: np.empty(0, np.int64))
    figures: dict[str, float] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    fix: str = ""


@dataclass(frozen=True, eq=False)
class HealthReport:
    """All findings, the most severe first, of equal ones those with a fix. notes: what was sampled or could not be
    looked at, and why."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Finding:
        """The finding of that name. Raises ParameterError where it was not looked for."""
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise ParameterError(
            f"name must be that of a finding (got {name!r}); there are {', '.join(one.name for one in self.findings)}"
        )

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Those with at least "warning"."""
        return tuple(one for one in self.findings if SEVERITIES.index(one.severity) >= SEVERITIES.index("warning"))

    @property
    def verdict(self) -> str:
        """One sentence for people: whether something must be mended, and what first."""
        n_faults, n_looked_for = len(self.faults), len(self.findings)
        if not n_faults:
            return (
                f"Nothing is wrong with the data or the model, of {counted(n_looked_for, 'thing')} that were checked."
            )
        first = self.faults[0]
        n_serious = sum(one.severity == "serious" for one in self.faults)
        grave = f", {n_serious} of them serious" if n_serious else ""
        found = f"{counted(n_faults, 'fault was', 'faults were')} found in the data or the model{grave}"
        return f"{found}; look first at “{first.title}”: {first.measured}"

    def describe(self) -> str:
        """The verdict, and each fault with what it means and what to do; then what was not looked at."""
        faults = [f"{one.title} ({one.severity}): {one.measured} {one.meaning} {one.advice}" for one in self.faults]
        return "\n".join([self.verdict, *faults, *(f"{sentence(note)}." for note in self.notes)])

"""A finding on the health of a space, and the report that holds all of them."""

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from embedcore.errors import ParameterError
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
    """All findings, the most severe first. notes: what was sampled or could not be looked at, and why."""

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

"""What is said of trust in a map, in plain words and in technical ones."""

import embedcore as ec
from embedcore.phrases import share
from embedcore.trust import GOOD_KEPT, Distortion
from ui import wording
from ui.markup import literal

LEAST_SHARES = (2 / 3, GOOD_KEPT, GOOD_KEPT / 3)
"""Of true neighbours, corrected for chance: from which on a point, and a whole map, is of the first three classes."""
CLASSES = ("Mostly right", "About half right", "Few right", "Hardly any right")
"""Of points, by their neighbours on the map."""
_MAPS = ("very good", "fair, usual for a flat map", "weak", "poor")
FEW_ROWS = 50
"""On a map of fewer rows those that are alike can hardly be far, which says little."""


def verdict(trust: ec.MapTrust) -> str:
    """One of as many words as there are classes of points, from the same shares; of few rows none."""
    if len(trust.row_scores) < FEW_ROWS:
        return f"few {wording.rows()}, so that says little"
    return _MAPS[sum(trust.overall < least for least in LEAST_SHARES)]


def kept_sentence(trust: ec.MapTrust) -> str:
    """The one figure, without a full stop."""
    k, kept, how = trust.n_neighbors, share(trust.kept_ratio), verdict(trust)
    if wording.technical():
        return (
            f"{kept} of the {k} nearest neighbours kept, trustworthiness {trust.trustworthiness:.2f}, continuity "
            f"{trust.continuity:.2f}: {how}"
        )
    return f"Of the {k} most alike {wording.rows()}, {kept} are near on this map: {how}"


def meaning(trust: ec.MapTrust) -> str:
    """What it means, and what to do."""
    if wording.technical():
        return trust.describe()
    rows = wording.rows()
    return (
        f"No flat map keeps them all; {share(GOOD_KEPT)} or more is usual. {rows.capitalize()} that lie together are "
        f"{trust.alike}; {trust.parted} that are alike lie apart. How far apart groups lie says {trust.far_says}. "
        f"Click a point to see which of its neighbours are right."
    )


def method_line(method: str, trust: ec.MapTrust) -> str:
    """What one kind of map keeps, as Markdown."""
    name = f"**{wording.method_name(method)}**"
    if wording.technical():
        return (
            f"{name}: kept {trust.kept_ratio:.3f}, trustworthiness {trust.trustworthiness:.3f}, continuity "
            f"{trust.continuity:.3f}, distances (Spearman) {trust.far:.2f}"
        )
    return (
        f"{name}: {share(trust.kept_ratio)} of alike {wording.rows()} near, {verdict(trust)}; distance says "
        f"{trust.far_says}"
    )


def distortion_lines(found: Distortion, names: list[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Each group that the map tears apart, each pair that it pushes together, and each that it mixes with many others,
    the worst first: a sentence as Markdown, and the groups that it is about."""
    said: list[tuple[str, tuple[int, ...]]] = []
    for torn in found.torn:
        sizes = [f"{len(part):,}" for part in torn.parts]
        places = f"{', '.join(sizes[:-1])} and {sizes[-1]} {wording.rows()}"
        said.append((f"**Torn apart:** {literal(names[torn.group])} ({places})", (torn.group,)))
    for pair in found.together:
        one, other = literal(names[pair.group]), literal(names[pair.other])
        shares = f"{share(pair.on_map)} of what lies near the first, in truth {share(pair.in_truth)}"
        said.append((f"**Pushed together:** {one} and {other} ({shares})", (pair.group, pair.other)))
    for mixed in found.mixed:
        shares = f"{share(mixed.on_map)} of what lies near is its own, in truth {share(mixed.in_truth)}"
        said.append((f"**Mixed with others:** {literal(names[mixed.group])} ({shares})", (mixed.group,)))
    return said

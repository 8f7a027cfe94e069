"""What groups are, in words: issues, and what is none."""

from collections import Counter
from collections.abc import Sequence

from embedcore.groups import GroupKind
from embedcore.phrases import by_number, counted, joined
from ui.markup import literal

ICONS = {
    "language": ":material/translate:",
    "channel": ":material/forum:",
    "template": ":material/content_copy:",
    "leftovers": ":material/scatter_plot:",
    "aside": ":material/block:",
}
_NO_ISSUE = {
    "language": "a language",
    "channel": "a channel",
    "template": "a template",
    "leftovers": "leftovers",
    "aside": "set aside",
}


def kinds_in_words(kinds: Sequence[GroupKind], *, of_texts: bool = True) -> str:
    """For example "13 issues; 2 are a language and 1 a channel"; empty where all are issues.

    of_texts: whether the others are called issues; groups of pictures or numbers are not.
    """
    counts: Counter[str] = Counter(one.what for one in kinds)
    found = [(counts[what], called) for what, called in _NO_ISSUE.items() if counts[what]]
    if not found:
        return ""
    (n_first, first), *others = found
    parts = [f"{n_first} {by_number(n_first, 'is', 'are')} {first}", *(f"{n} {called}" for n, called in others)]
    return "; ".join([*([counted(counts["issue"], "issue")] if counts["issue"] and of_texts else []), joined(parts)])


def how_recognised(kind: GroupKind) -> str:
    """How a group was recognised, as Markdown; empty for an issue."""
    return f"{ICONS[kind.what]} {literal(kind.sentence)}" if kind.sentence else ""

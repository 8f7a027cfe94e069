"""What was chosen on the Search page and is no widget's value."""

from dataclasses import dataclass

from ui import session


@dataclass(frozen=True)
class SearchSettings:
    """row: the row that is searched with, and the fingerprint of its data; None for phrases.

    moved_for: what was searched for when the threshold was moved by hand: anything else starts at its suggestion.
    """

    row: tuple[str, int] | None = None
    moved_for: str = ""


SETTINGS = session.Kept("search_settings", SearchSettings())

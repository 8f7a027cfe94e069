"""The words by which more than one suite knows a place of the pages; each stands here once."""

HOME_TITLE = "What is in your data?"
CHOOSE_DATA = "Choose data"
GO_ON = "Go on with this data"
NOT_READ = "have not been read yet"
STILL_LOADED = "is still loaded."
CLICKED_TEXT = "The text you clicked"
CLICKED_PICTURE = "The picture you clicked"
TYPICAL_WORDS = "Typical words"
SEARCH_WITH_ROW = "Search with a row"
RESULTS_RIGHT = "are right"
BY_COSINE = "By meaning"
STRAIGHT = "Straight-line distance"
MAPS = {"PCA": "Overview", "t-SNE": "Neighbourhoods", "UMAP": "Islands"}
BETWEEN_TWO = "between the two"
WORD_ARITHMETIC = "Word arithmetic"
NUMBERS = "The numbers"
PICK_ITEMS = "Pick a few items that you like"


def rows_kept(kept: int, of: int) -> str:
    return f"{kept:,} of {of:,} rows kept"


def like_row(number: int, rows: str = "Texts") -> str:
    return f"{rows} like row {number}"

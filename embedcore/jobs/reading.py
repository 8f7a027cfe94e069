"""Reading of files that strangers upload, apart from the process that serves the pages."""

from dataclasses import asdict

from embedcore.reading import ReadOptions
from embedcore.table import Dataset, read_table


def read_apart(
    source: object,
    *,
    filename: str | None = None,
    options: ReadOptions | None = None,
    text_column: str | None = None,
    markup: str = "strip",
) -> Dataset:
    """The same as read_table, with its errors; whatever a file does, the process that asks goes on.

    source: bytes, or a path.
    """
    given = {name: value for name, value in asdict(options or ReadOptions()).items() if value is not None}
    return read_table(source, filename=filename, text_column=text_column, markup=markup, **given)

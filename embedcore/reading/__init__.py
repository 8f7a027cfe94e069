"""Reading files of several formats into one raw table; embedcore.table is the door to it."""

from embedcore.reading.encodings import USES
from embedcore.reading.examples import DateExample, NumberExample, date_example, encoded_example, number_example
from embedcore.reading.options import TEXT, Choice, ReadOptions
from embedcore.reading.report import ReadReport
from embedcore.reading.source import TABLE_ENDINGS, is_url

ENCODING_USES = USES
TEXT_OPTIONS = TEXT

__all__ = [
    "ENCODING_USES",
    "TABLE_ENDINGS",
    "TEXT_OPTIONS",
    "Choice",
    "DateExample",
    "NumberExample",
    "ReadOptions",
    "ReadReport",
    "date_example",
    "encoded_example",
    "is_url",
    "number_example",
]

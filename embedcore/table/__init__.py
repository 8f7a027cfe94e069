"""Dataset: what was kept of a table and why, what its columns are for, and what kind of data it is."""

from embedcore.table.data_kind import KINDS, DataKind, propose_kind, propose_kinds
from embedcore.table.dataset import Dataset, free_name, read_table
from embedcore.table.digest import digest_of
from embedcore.table.row_labels import field_columns, has_names, rows_containing
from embedcore.table.text_rivals import text_rivals
from embedcore.table.vector_columns import find_vectors

__all__ = [
    "KINDS",
    "DataKind",
    "Dataset",
    "digest_of",
    "field_columns",
    "find_vectors",
    "free_name",
    "has_names",
    "propose_kind",
    "propose_kinds",
    "read_table",
    "rows_containing",
    "text_rivals",
]

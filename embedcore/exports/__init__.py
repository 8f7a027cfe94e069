"""Tables and vectors for other programs: the rows with all that was found of them, in formats that these read."""

from embedcore.exports.export import Exported, export, measure
from embedcore.exports.formats import FORMATS, Format
from embedcore.exports.table import Beside, rows_table

__all__ = ["FORMATS", "Beside", "Exported", "Format", "export", "measure", "rows_table"]

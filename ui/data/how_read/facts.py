"""How a file was read, in plain words."""

import codecs
from contextlib import suppress

import embedcore as ec
from embedcore.phrases import counted, joined
from embedcore.reading import ENCODING_USES, Choice

FORMATS = {
    "csv": "CSV", "tsv": "TSV", "text": "plain text", "json": "JSON", "jsonl": "JSON, a line a row", "xlsx": "Excel",
    "xlsm": "Excel", "xlsb": "Excel", "xls": "Excel", "ods": "OpenDocument", "parquet": "Parquet", "arrow": "Arrow",
    "html": "a web page's table", "xml": "XML of a workbook", "npy": "NumPy", "npz": "NumPy", "images": "pictures",
}  # fmt: skip
_OF_TABLES = ("quote", "header_rows")
WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "html", "xml")
_ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift-JIS", "gb18030": "GB18030", "big5": "Big5",
    "cp949": "CP949", "euc_jp": "EUC-JP", "mac_roman": "Mac Roman", "iso8859-1": "Latin-1", "cp874": "Windows-874",
}  # fmt: skip
SIGNS = {
    ",": ("comma", "commas"), ";": ("semicolon", "semicolons"), "\t": ("tab", "tabs"), "|": ("bar", "bars"),
    " ": ("space", "spaces"), "": ("nothing: one column", "one column"),
}  # fmt: skip


def encoding_name(encoding: str) -> str:
    """As programs call it in their menus: "Windows-1251", "UTF-8", "KOI8-R"."""
    known = encoding.lower()
    with suppress(LookupError):
        known = known if known in _ENCODINGS or known in ENCODING_USES else codecs.lookup(known).name
    if known in _ENCODINGS:
        return _ENCODINGS[known]
    if known.startswith("cp125"):
        return f"Windows-{known[2:]}"
    if known.startswith("iso8859"):
        return f"ISO 8859{known[7:]}"
    return encoding.replace("_", " ").upper()


def encoding_described(encoding: str, example: str = "") -> str:
    """With what it is for, and how some words of the file read in it."""
    use = ENCODING_USES.get(encoding.lower())
    return f"{encoding_name(encoding)}{f' ({use})' if use else ''}{f': {example}' if example else ''}"


def facts(dataset: ec.Dataset) -> str:
    """The main facts in one line: "CSV, Windows-1251, semicolons, 2 lines above the table"."""
    report = dataset.report
    said = [FORMATS.get(report.format, report.format)]
    told = [choice for choice in report.used if report.format != "text" or choice.name not in _OF_TABLES]
    said += [fact for choice in told if (fact := _fact(choice, report.format in WORKBOOKS))]
    if dataset.markup == "keep":
        said.append("tags in texts kept")
    return ", ".join(said)


def _fact(choice: Choice, is_workbook: bool) -> str:
    """What there is to say of one choice; empty where it is as in most files."""
    name, value = choice.name, choice.value
    if name == "encoding":
        return encoding_name(str(value))
    if name == "delimiter":
        return SIGNS[str(value)][1] if value in SIGNS else f"“{value}” between columns"
    if name in ("sheet", "member", "records"):
        return _place(choice)
    if choice.is_usual:
        return ""
    if name in ("skip_rows", "header_rows", "label_rows", "footer_rows"):
        return _rows(name, int(str(value)), is_workbook)
    if name == "day_first":
        return "day before month in dates" if value else "month before day in dates"
    if name == "decimal":
        return "decimal commas"
    if name == "thousands":
        return ""
    return "no quotation marks" if not value else f"{value} around texts"


def _place(choice: Choice) -> str:
    value = choice.value
    if choice.name == "sheet":
        names = value if isinstance(value, list) else [value]
        named = joined(f"“{one}”" for one in names) if len(names) <= 3 else f"{len(names)} sheets"
        return f"{'sheets' if 1 < len(names) <= 3 else 'sheet' if len(names) == 1 else ''} {named}".strip()
    if choice.name == "member":
        return f"“{value}” in the ZIP"
    return f"the list “{value}”" if value else ""


def _rows(name: str, n: int, is_workbook: bool) -> str:
    if name == "skip_rows":
        return f"{counted(n, 'row' if is_workbook else 'line')} above the table"
    if name == "header_rows":
        return f"{counted(n, 'row')} of column names" if n else "no column names"
    if name == "label_rows":
        return f"{counted(n, 'row that explains', 'rows that explain')} the columns"
    return f"{counted(n, 'row')} at the end left out"

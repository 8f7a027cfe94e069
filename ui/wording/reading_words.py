"""The words of the panel that says how a file was read: plain ones, and the names of read_table's options."""

READING: dict[str, tuple[str, str]] = {
    "read_member": ("Which table of the ZIP", "member"),
    "read_sheet": ("Which sheets (several are put below each other)", "sheet"),
    "read_records": ("Which list in the file holds the rows", "records"),
    "read_encoding": ("Letters (encoding)", "encoding"),
    "read_delimiter": ("Between the columns", "delimiter"),
    "read_skip_rows": ("Lines above the table", "skip_rows"),
    "read_header_rows": ("Rows with the names of the columns", "header_rows"),
    "read_day_first": ("Order of day and month", "day_first"),
    "read_decimal": ("Before the decimals of a number", "decimal"),
    "read_thousands": ("Between the thousands of a number", "thousands"),
    "read_quote": ("Around texts", "quote"),
    "read_label_rows": ("Rows below the names that explain them", "label_rows"),
    "read_footer_rows": ("Rows at the end that are no data", "footer_rows"),
    "read_markup": ("Tags such as <b> in texts", "markup"),
}

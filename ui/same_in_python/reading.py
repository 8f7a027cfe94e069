"""The line of Python that gives the same table as the page has."""

import embedcore as ec
from ui import session
from ui.same_in_python.written import quoted


def python_line(project: session.Project) -> str:
    """What a script says to read the file, with the columns used as they are here."""
    reading, table = project.reading, project.table
    name = reading.file.source if reading.file is not None else table.name
    text = table.text_column if table.text_column != reading.text_column else None
    said = table.report.python(name, text, table.markup if table.markup != "strip" else None)
    return said + "".join(_changes(table, reading, text))


def _changes(table: ec.Dataset, reading: session.Reading, text: str | None) -> list[str]:
    """What was chosen of the columns since, as calls."""
    expected = {**reading.roles, **({text: "text"} if text is not None else {})}
    other = {column: role for column, role in table.column_roles.items() if expected.get(column) != role}
    were_texts = [column for column, role in other.items() if role == "text" and column != table.text_column]
    calls = [f".with_text_column({quoted(column)})" for column in were_texts]
    if were_texts or (table.text_column is None and reading.text_column is not None):
        calls.append(f".with_text_column({quoted(table.text_column)})")
    calls += [f".with_role({quoted(column)}, {quoted(role)})" for column, role in other.items() if role != "text"]
    return calls

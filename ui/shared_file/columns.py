"""The columns that may go into the file, which of them do unasked, and what in them would tell of persons."""

import re
from dataclasses import dataclass

import embedcore as ec
from embedcore.phrases import counted

_SHOWN_ROLES = ("text", "category", "number", "time", "rating", "id", "user", "item")
_NOT_UNASKED = {
    "id": "it tells single rows apart and says nothing of groups",
    "text": "texts of its own, which the map was not made of",
}
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d{2,4}\)?([ /-]\d{2,5}){2,4}(?![\w-])")
_DATE = re.compile(r"\d{4}[ /-]\d{1,2}[ /-]\d{1,2}|\d{1,2}[ /-]\d{1,2}[ /-]\d{4}")
_OF_A_PERSON = re.compile(
    r"(^|[^a-z])(e-?mail|phone|mobile|fax|address|street|birth|ssn|iban|passport|surname|person"
    r"|(first|last|full|user|customer|client|contact|employee|agent|author|sender)[ _-]?(name|id)?)([^a-z]|$)"
)


@dataclass(frozen=True)
class SharedColumn:
    """A column that may go in.

    why_not: why it does not until somebody chooses it, "numbers of single rows"; empty where it does. personal: how
    many of its values hold an e-mail address or a phone number.
    """

    name: str
    is_text: bool
    why_not: str
    personal: int

    @property
    def unasked(self) -> bool:
        return not self.why_not


def columns_of(dataset: ec.Dataset) -> tuple[SharedColumn, ...]:
    """Those that people can read, in the table's order. What looks like it names persons goes in only if asked for."""
    found = []
    for name in map(str, dataset.frame.columns):
        role = dataset.column_roles.get(name)
        if role not in _SHOWN_ROLES:
            continue
        is_text = name == dataset.text_column
        personal = (
            sum(map(tells_of_person, values_of(dataset, name))) if role not in ("number", "rating", "time") else 0
        )
        found.append(SharedColumn(name, is_text, "" if is_text else _why_not(name, role, personal), personal))
    return tuple(found)


def _why_not(name: str, role: str, personal: int) -> str:
    if personal:
        return told_of_persons(personal)
    if role == "user" or names_persons(name):
        return "it seems to name persons"
    return _NOT_UNASKED.get(role, "")


def told_of_persons(n: int) -> str:
    """How many values of a column tell of persons."""
    return f"{counted(n, 'value')} with an e-mail address or a phone number"


def names_persons(column: str) -> bool:
    """Whether a column's name says that it holds something of persons."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column)
    return _OF_A_PERSON.search(spaced.lower()) is not None


def tells_of_person(value: str | None) -> bool:
    """Whether a value holds an e-mail address, or a number that is written like one of a phone."""
    if value is None:
        return False
    return _ADDRESS.search(value) is not None or any(not _DATE.match(found[0]) for found in _PHONE.finditer(value))


def values_of(dataset: ec.Dataset, column: str) -> list[str | None]:
    """(n_rows,) as people read them; None where a row has no value."""
    values = dataset.frame[column]
    return [
        None if gap else f"{value:.6g}" if isinstance(value, float) else dataset.in_words(value)
        for value, gap in zip(values.tolist(), values.isna().tolist(), strict=True)
    ]

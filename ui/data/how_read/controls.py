"""One control for each thing that was found out about a file, with its reason and the way back to what was found."""

import re
from collections.abc import Callable

import streamlit as st

from embedcore.phrases import shortened
from embedcore.reading import TEXT_OPTIONS, Choice, encoded_example
from ui import session, wording
from ui.data.how_read import draft as drafts
from ui.data.how_read.draft import Draft, Seen
from ui.data.how_read.facts import SIGNS, encoding_described
from ui.markup import literal

ORDER = (
    "member", "sheet", "records", "encoding", "delimiter", "skip_rows", "header_rows", "day_first", "markup", "decimal",
    "thousands", "quote", "label_rows", "footer_rows",
)  # fmt: skip
SELDOM = ("decimal", "thousands", "quote", "label_rows", "footer_rows")
"""Shown on demand, unless they are other than in most files."""
COUNTS = ("skip_rows", "header_rows", "label_rows", "footer_rows")
USUAL_ENCODINGS = ("utf-8", "cp1252", "cp1251", "cp1250", "cp932", "gb18030", "utf-16", "mac_roman")
_LOOKED_AT, _AROUND = 1 << 20, 20_000
_PACKED = (b"\x1f\x8b", b"PK", b"\xd0\xcf")
_COLUMNS, _FIRST_LINES, _LINE = 3, 8, 120
_TYPED = {r"\t": "\t", "tab": "\t", "space": " ", "comma": ",", "semicolon": ";"}


def controls(draft: Draft, seen: Seen) -> None:
    """All that fit the file, the frequent ones first. seen: what comes of the draft, or of the file as it is."""
    found = {choice.name: choice for choice in seen.used}
    names = [name for name in ORDER if _fits(name, found.get(name), draft, seen)]
    seldom = [name for name in names if name in SELDOM and _is_as_usual(found.get(name), name, draft)]
    _grid([name for name in names if name not in seldom], found, draft, seen)
    if seldom and st.toggle("More about how it is written", key="data_read_more", persist_state="session"):
        _grid(seldom, found, draft, seen)
        if beginning := _beginning(draft, found.get("encoding")):
            st.caption("The file begins like this:")
            st.code(beginning, language=None, line_numbers=True)


def _fits(name: str, choice: Choice | None, draft: Draft, seen: Seen) -> bool:
    if name == "markup":
        return seen.tagged is not None or draft.markup == "keep"
    if getattr(draft.options, name) is not None:
        return True
    if choice is None:  # a chat, say: it can still be read as a table
        return seen.format in ("csv", "tsv", "text") and name in TEXT_OPTIONS and name != "day_first"
    return name not in ("member", "sheet", "records") or len(_alternatives(choice)) > 1


def _is_as_usual(choice: Choice | None, name: str, draft: Draft) -> bool:
    return getattr(draft.options, name) is None and (choice is None or (choice.is_usual and choice.sure))


def _grid(names: list[str], found: dict[str, Choice], draft: Draft, seen: Seen) -> None:
    for at in range(0, len(names), _COLUMNS):
        for place, name in zip(st.columns(_COLUMNS), names[at : at + _COLUMNS], strict=False):
            with place:
                _control(name, found.get(name), draft, seen)


def _control(name: str, choice: Choice | None, draft: Draft, seen: Seen) -> None:
    """The control, why it stands as it does, and the way back where a person chose."""
    given = draft.markup if name == "markup" else getattr(draft.options, name)
    if name in COUNTS:
        _count(name, given if given is not None else choice and choice.value)
    elif name == "sheet":
        _sheets(given if given is not None else choice and choice.value, choice, draft)
    elif name in ("day_first", "markup"):
        _one_of_two(name, given if given is not None else choice and choice.value, seen)
    else:
        shown = given if given is not None else choice.value if choice is not None else None
        _select(name, shown, choice, draft)
    if name == "markup":
        st.caption(_tags_explained(seen))
        return
    if given is None:
        sure = choice is None or choice.sure
        why = choice.reason if choice is not None else "it was not read as a table; choose one to have it read so"
        why = literal(why) + (_number_explained(seen) if name == "decimal" else "")
        st.caption(f"{'' if sure else ':material/help: '}**{'Found out' if sure else 'Please look'}**: {why}.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("**You chose this.**", width="content")
        st.button(
            "Find it out", key=f"data_read_{name}_found", type="tertiary", on_click=drafts.change, args=(name, None)
        )


def _shown(name: str, value: object) -> str:
    """The key of a control, which stands at this value from now on."""
    key = f"data_read_{name}"
    if session.value(key, drafts) != value:  # drafts: nothing that a control can stand at
        session.keep(key, value)
    return key


def _changed(name: str, meant: Callable[[object], object] = lambda value: value) -> None:
    drafts.change(name, meant(session.value(f"data_read_{name}")))


def _count(name: str, value: object) -> None:
    st.number_input(
        wording.say(f"read_{name}"),
        min_value=0,
        max_value=20 if name == "header_rows" else None,
        value=None,
        step=1,
        key=_shown(name, value),
        on_change=_changed,
        args=(name,),
    )


def _select(name: str, value: object, choice: Choice | None, draft: Draft) -> None:
    options = _alternatives(choice) if choice is not None else []
    options += [one for one in _USUAL.get(name, ()) if one not in options]
    if value is not None and value not in options:
        options.insert(0, str(value))
    can_be_typed = name in ("encoding", "delimiter")
    examples = _examples(draft, options) if name == "encoding" else {}
    sizes = drafts.sizes_of(draft, choice)
    labels = {one: _called(name, str(one), examples.get(str(one)) or sizes.get(str(one), "")) for one in options}
    values = {label: one for one, label in labels.items()}

    def meant(chosen: object) -> object:
        value = values.get(str(chosen), chosen)
        return _meant(value) if can_be_typed else value

    st.selectbox(
        wording.say(f"read_{name}"),
        options,
        index=None,
        format_func=labels.__getitem__,
        key=_shown(name, value),
        on_change=_changed,
        args=(name, meant),
        accept_new_options=can_be_typed,
        help="Another one can be typed." if can_be_typed else None,
    )


_USUAL = {
    "encoding": USUAL_ENCODINGS,
    "delimiter": (",", ";", "\t", "|", ""),
    "quote": ('"', "'", ""),
    "decimal": (".", ","),
    "thousands": ("", ",", ".", " ", "'"),
}


def _alternatives(choice: Choice) -> list[str]:
    """What there is to choose from, in an order that stays when another one is chosen."""
    values = choice.value if isinstance(choice.value, list) else [choice.value]
    every = list(dict.fromkeys([*map(str, values), *choice.others]))
    return sorted(every) if choice.name in ("member", "records") else every


def _meant(typed: object) -> object:
    text = str(typed) if typed is not None else None
    return _TYPED.get(text.strip().lower(), text) if text and text.strip() else text


def _called(name: str, value: str, more: str) -> str:
    """A value as it is offered. more: an example, or how large it is."""
    if name == "encoding":
        return encoding_described(value, more)
    if name == "delimiter":
        sign = "" if value in ("", "\t", " ") else f"  {value}"
        return f"{SIGNS[value][0]}{sign}" if value in SIGNS else value
    if name == "quote":
        return {'"': 'double: "like this"', "'": "single: 'like this'", "": "nothing"}.get(value, value)
    if name == "decimal":
        return {".": "a point: 1.5", ",": "a comma: 1,5"}[value]
    if name == "thousands":
        return "nothing: 1234" if not value else f"1{value}234"
    if name == "records" and not value:
        return "the outermost list"
    return f"{value} ({more})" if more else value


def _sheets(value: object, choice: Choice | None, draft: Draft) -> None:
    names = [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
    if value == "all" and choice is not None:
        names = [str(one) for one in choice.value] if isinstance(choice.value, list) else [str(choice.value)]
    sizes = drafts.sizes_of(draft, choice)
    options = list(dict.fromkeys([*(choice.others if choice is not None else ()), *names]))
    st.multiselect(
        wording.say("read_sheet"),
        options,
        format_func=lambda one: f"{one} ({sizes[one]})" if one in sizes else str(one),
        # Emptied to choose others: it stays empty until one is chosen.
        key="data_read_sheet" if session.value("data_read_sheet") == [] else _shown("sheet", names),
        on_change=_sheets_changed,
        placeholder="Choose at least one sheet",
    )


def _sheets_changed() -> None:
    if chosen := session.value("data_read_sheet"):
        drafts.change("sheet", tuple(chosen))


def _one_of_two(name: str, value: object, seen: Seen) -> None:
    options: list[object] = [True, False] if name == "day_first" else ["strip", "keep"]
    label = wording.say(f"read_{name}")
    if name == "day_first" and seen.date is not None:
        label += f": {literal(seen.date.written)} is"
    st.segmented_control(
        label,
        options,
        required=True,
        wrap=True,
        format_func=(lambda one: day_called(bool(one), seen)) if name == "day_first" else _TAGS.__getitem__,
        key=_shown(name, value),
        on_change=_changed,
        args=(name,),
    )


_TAGS: dict[object, str] = {"strip": "Read without them", "keep": "Read as they stand"}


def day_called(day_first: bool, seen: Seen) -> str:
    """What a date of the file means in that order, in words."""
    date = None
    if seen.date is not None:
        date = seen.date.day_first if day_first else seen.date.month_first
    if seen.date is None or date is None:
        return "Day first" if day_first else "Month first"
    return f"{date.day} {date:%B %Y}"


def _number_explained(seen: Seen) -> str:
    return f": {literal(seen.number.written)} is {seen.number.number:,.10g}" if seen.number is not None else ""


def _tags_explained(seen: Seen) -> str:
    if seen.tagged is None:
        return ""
    before, after = (" ".join(text.split())[:70] for text in seen.tagged)
    return f"Without them, “{literal(before)}” reads “{literal(after)}”. The cells stay as in the file."


def _plain_bytes(draft: Draft) -> bytes:
    """The beginning of the file where it is plain text that is not packed; else nothing."""
    file = draft.reading.file
    if file is None:
        return b""
    with file.path.open("rb") as stream:
        data = stream.read(_LOOKED_AT)
    return b"" if b"\0" in data[:_AROUND] or data.startswith(_PACKED) else data


def _beginning(draft: Draft, choice: Choice | None) -> str:
    """The first lines of the file as they stand, each cut where it is long."""
    encoding = draft.options.encoding or (str(choice.value) if choice is not None else "")
    if not encoding:
        return ""
    lines = _plain_bytes(draft)[:_AROUND].decode(encoding, "replace").splitlines()[:_FIRST_LINES]
    return "\n".join(shortened(line, _LINE) if len(line) > _LINE else line for line in lines)


def _examples(draft: Draft, encodings: list[str]) -> dict[str, str]:
    """How some words of the file read in each encoding, where the file is plain text."""
    data = _plain_bytes(draft)
    first = re.search(rb"[\x80-\xff]", data)
    if first is None:
        return {}
    return encoded_example(data[max(first.start() - 100, 0) : first.start() + _AROUND], encodings)

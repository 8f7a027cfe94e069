"""The lesson: its contents with what was read, and the one section that is open."""

import streamlit as st

from ui import deeds, page_shell, session, wording
from ui.learn import contents
from ui.learn.sections import SECTIONS, Section
from ui.markup import literal


def lesson() -> None:
    """All of it; only the section that is open is worked out."""
    place = _open()
    section = SECTIONS[place]
    n_read = sum(one.name in deeds.sections_read() for one in SECTIONS)
    minutes = sum(one.minutes for one in SECTIONS)
    st.caption(wording.say("learn"))
    listed, body = st.columns([1, 3], gap="large")
    with listed, st.container(key="learn_contents", gap=None):
        st.progress(n_read / len(SECTIONS), text=f"{n_read} of {len(SECTIONS)} read · about {minutes:g} minutes in all")
        _contents(place)
    with body, st.container(key=f"learn_{section.name}"):
        _section(section, place)


def _open() -> int:
    """The place of the section that is open."""
    names = [section.name for section in SECTIONS]
    wanted = session.LESSON.now()
    if wanted and wanted not in names:
        st.info(f"The lesson has no section “{literal(wanted)}”; here is the first one.", icon=":material/link_off:")
        session.LESSON.keep("")
        return 0
    return names.index(wanted) if wanted else 0


def _contents(place: int) -> None:
    for number, section in enumerate(SECTIONS):
        is_read = section.name in deeds.sections_read()
        st.button(
            f"{number + 1} · {wording.say(f'learn_{section.name}')}",
            key=f"learn_go_{section.name}",
            icon=":material/check_circle:" if is_read else ":material/radio_button_unchecked:",
            type="secondary" if number == place else "tertiary",
            help=f"About {section.minutes:g} min{', read' if is_read else ''}",
            width="stretch",
            on_click=session.LESSON.keep,
            args=(section.name,),
        )
    contents.keep_in_view(SECTIONS[place].name)


def _section(section: Section, place: int) -> None:
    st.header(f"{place + 1} · {wording.say(f'learn_{section.name}')}")
    st.markdown(wording.say(f"learn_{section.name}_text"))
    with page_shell.errors_explained():
        section.body()
    with st.container(border=True, key="learn_try"):
        st.markdown(f":material/visibility: **Find out:** {wording.say(section.try_key)}")
        st.page_link(section.path, label=section.leads_to, icon=":material/arrow_forward:", width="content")
    _onward(section, place)


def _onward(section: Section, place: int) -> None:
    """Back, and on with what was read marked."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place:
            before = SECTIONS[place - 1]
            st.button("Back", key="learn_back", icon=":material/arrow_back:", on_click=_go, args=(before.name,))
        after = SECTIONS[place + 1] if place + 1 < len(SECTIONS) else None
        label = f"Got it. Next: {wording.say(f'learn_{after.name}')}" if after is not None else "Got it"
        st.button(label, key="learn_got_it", type="primary", icon=":material/check:", on_click=_got_it,
                  args=(section.name, after.name if after is not None else section.name))  # fmt: skip


def _got_it(name: str, after: str) -> None:
    deeds.note_read(name)
    _go(after)


def _go(name: str) -> None:
    session.LESSON.keep(name)

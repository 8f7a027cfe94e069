"""The tour: its steps, each beside what it explains, which `page.css` outlines by the step's key."""

from dataclasses import dataclass

import streamlit as st

from ui import address, home, page_shell, samples, session, visit, wording

SEEN = "tour"
"""What the browser remembers once the tour was taken or refused."""
_STEP = session.Kept("tour_step", 0, stays=session.whole)
"""The step that is shown, from 1; 0 for none."""
_ANSWERED = session.Kept("tour_answered", False, stays=session.whole)
HOME, MAP = "Home", "Map"
PAGES = {HOME: "app.py", MAP: "pages/map.py"}


@dataclass(frozen=True)
class Step:
    """text: the key of its wording."""

    page: str
    title: str
    text: str


STEPS = (
    Step(HOME, "Begin with data", "tour_data"),
    Step(MAP, "Each point is one of your rows", "tour_points"),
    Step(MAP, "What they are about", "tour_groups"),
    Step(MAP, "Find something", "tour_find"),
    Step(MAP, "Look at one of them", "tour_one"),
    Step(MAP, "Everything else", "tour_menu"),
)


def offer() -> None:
    """One line that asks once, until it is answered."""
    if _ANSWERED.now():
        visit.remember(SEEN)
        return
    if _STEP.now() or visit.is_remembered(SEEN):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tour_offer"):
        st.markdown("New here? Six steps, one minute.", width="content")
        st.button("Show me", key="tour_begin", icon=":material/tour:", on_click=_go, args=(1,))
        st.button("No, thanks", key="tour_refuse", type="tertiary", on_click=_go, args=(0,))


def show(page: str) -> None:
    """The step that is shown on this page, or the way to it; nothing where none is."""
    number = _STEP.now()
    if not number:
        return
    if page == MAP:
        visit.remember(SEEN)
    step = STEPS[number - 1]
    with st.container(border=True, gap="xsmall", key=f"tour_step_{number}" if step.page == page else "tour_elsewhere"):
        if step.page != page:
            st.page_link(PAGES[step.page], label=f"Go on with the tour: {step.page}", icon=":material/tour:")
        else:
            st.markdown(f"**{number} of {len(STEPS)} · {step.title}**  \n{wording.say(step.text)}")
        _buttons(number, here=step.page == page)


def _buttons(number: int, *, here: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tour_buttons"):
        last = number == len(STEPS)
        if here and st.button("Done" if last else "Next", key="tour_next", type="primary"):
            _next(number)
        if here and number > 1:
            st.button("Back", key="tour_back", on_click=_go, args=(number - 1,))
        if not last:
            st.button("End the tour", key="tour_end", type="tertiary", on_click=_go, args=(0,))


def _next(number: int) -> None:
    """The next step, on its page; where there is no data yet, the first sample is opened."""
    following = number + 1 if number < len(STEPS) else 0
    _go(following)
    if following and STEPS[following - 1].page != STEPS[number - 1].page:
        project = session.project()
        if project is None or project.space is None:
            with page_shell.errors_explained():
                home.open_sample(samples.SAMPLES[0])
        address.go_to(PAGES[STEPS[following - 1].page])
    st.rerun()


def _go(number: int) -> None:
    _STEP.keep(number)
    _ANSWERED.keep(True)


def again() -> None:
    """A button that begins it, for those who want it after all."""
    if st.button("Show the tour", key="tour_again", icon=":material/tour:"):
        _go(1)
        address.go_to(PAGES[HOME])

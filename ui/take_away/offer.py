"""The popover: choose a format, see what is in it and how large it is, take it."""

import io
from collections.abc import Callable

import streamlit as st

import embedcore as ec
from embedcore.exports import FORMATS, Exported, measure
from embedcore.phrases import counted, sentence
from ui import page_shell, project_file, session, wording
from ui.markup import file_name, literal
from ui.shelf import MB

PLOTLY = "plotly"
_MEASURED = session.Kept[tuple[tuple[object, ...], Exported] | None]("take_away_measured", None)
"""What was said of the size last, and of what."""


def offer(
    project: session.Project,
    space: ec.EmbeddingSpace,
    *,
    projection: ec.Projection,
    clustering: ec.Clustering | None,
    shades: Callable[[], list[str]],
    n_chosen: int | None,
    key: str,
) -> None:
    """All rows, with the map that is shown and the computed groups. shades: the colours of the groups.

    n_chosen: rows that are chosen on the map now, of which it is said that the others go, too.
    key: of the select; that of the button ends in "_file".
    """
    with st.popover("Take away", icon=":material/download:", key=f"{key}_popover"):
        st.markdown("**Take it with you**")
        if n_chosen is not None:
            n_rows = counted(space.n_rows, wording.rows(1), wording.rows())
            st.caption(f"All {n_rows}, not only the {n_chosen:,} chosen on the map now.")
        chosen = st.selectbox(
            "Format",
            [*FORMATS, PLOTLY],
            format_func=lambda name: wording.say(f"format_{name.replace('-', '_')}"),
            key=key,
        )
        st.caption(wording.say(f"holds_{chosen.replace('-', '_')}"))
        whole = project_file.whole(project, space, maps=(projection,), clustering=clustering)
        name = file_name(project.name, "")
        with page_shell.errors_explained():
            if chosen == PLOTLY:
                st.markdown(f"{counted(space.n_rows, 'row')}, as they are coloured by group")
                colors = shades()
                _button(
                    lambda: _figure(project, whole, projection, colors), f"{name}.plotly.json", "application/json", key
                )
                st.code(f'plotly.io.read_json("{name}.plotly.json")', language="python", wrap_lines=True)
                return
            said = _measured(whole, chosen)
            size = "about " if not said.is_exact else ""
            st.markdown(
                f"{counted(said.n_rows, 'row')} · {counted(said.n_columns, 'column')} · "
                f"{size}{max(said.n_bytes / MB, 0.1):,.1f} MB · opens in {FORMATS[chosen].opens_in}"
            )
            for note in said.notes:
                st.caption(literal(f"{sentence(note)}."))
            file = f"{name}{FORMATS[chosen].ending}"
            _button(lambda: _content(whole, chosen), file, FORMATS[chosen].mime, key)
            st.caption(f"The same in Python, with what “Save project” saves as {literal(name)}.embx:")
            line = f'ec.export(ec.load("{name}.embx"), "{file}", format="{chosen}")'
            st.code(line, language="python", wrap_lines=True)


def _button(make: Callable[[], bytes], file: str, mime: str, key: str) -> None:
    st.download_button(
        "Download",
        make,
        file,
        mime,
        key=f"{key}_file",
        on_click="ignore",
        icon=":material/download:",
        type="primary",
    )


def _measured(whole: ec.Project, format: str) -> Exported:
    """What is known of the same is not measured again at each click on the page."""
    of = (format, whole.space, *whole.maps, whole.clustering, whole.edits, whole.decisions, tuple(whole.tags))
    known = _MEASURED.now()
    if (
        known is not None
        and len(known[0]) == len(of)
        and all(a is b or a == b for a, b in zip(known[0], of, strict=True))
    ):
        return known[1]
    found = measure(whole, format)
    _MEASURED.keep((of, found))
    return found


def _content(whole: ec.Project, format: str) -> bytes:
    file = io.BytesIO()
    ec.export(whole, file, format=format)
    return file.getvalue()


def _figure(project: session.Project, whole: ec.Project, projection: ec.Projection, shades: list[str]) -> bytes:
    from embedcore.groups import edited
    from ui.take_away.plotly_file import map_figure

    shown = edited(whole.space, whole.clustering, whole.edits) if whole.clustering is not None else None
    written: str = map_figure(project, projection, shown, shades).to_json()
    return written.encode()

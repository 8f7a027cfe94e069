"""From a file, an address or a sample to this session's project."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import propose_model
from embedcore.net import fetch, private_use
from embedcore.reading import is_url
from embedcore.recommend import InteractionParams, interaction_space, prepare_interactions
from ui import address, cache, page_shell, progress, samples, session
from ui.home import reading, sample_results, straight
from ui.markup import literal
from ui.project_file import ENDING, is_project, open_project

FORMATS = (
    "CSV, TSV, JSON, Excel, OpenDocument, Parquet, Arrow, plain text, logs, chats, a ZIP of tables or pictures, NumPy "
    f"arrays, or a saved project ({ENDING}), whatever its name ends in"
)
SAMPLE_S = 180.0
_HEAD_BYTES = 200
_ADDRESS_HELP = "An https address of a file that everybody may read, up to 200 MB."
_PATH_HELP = (
    " Or the whole path of a file on this computer, of any size: numbers in large NPY and Parquet files are not read "
    "into memory but mapped."
)


_SEEN = session.Kept[dict[str, tuple[str, str]]]("home_seen", {}, stays=session.whole)
"""What was put into a field that is still on the page, by the field's key: the file or address, and why it was refused
(empty where it was read). Files and addresses apart, since both fields keep what was put into them.
"""


def sample_cards() -> None:
    """All samples side by side."""
    shown = (*samples.SAMPLES, *samples.OTHER_SAMPLES)
    with st.container(key="home_samples"):
        columns = st.columns(len(shown))
    for column, sample in zip(columns, shown, strict=True):
        with column, st.container(border=True, height="stretch", vertical_alignment="distribute"):
            with st.container():
                st.markdown(f"### {sample.icon} {sample.title}")
                st.write(sample.description)
            label, icon = "Open the map", ":material/scatter_plot:"
            if sample.kind == "ratings":
                label, icon = "Recommend", ":material/recommend:"
            if st.button(label, key=f"home_open_{sample.file}", type="primary", icon=icon):
                with page_shell.errors_explained():
                    address.go_to(open_sample(sample))


def open_sample(sample: samples.Sample) -> str:
    """Makes the sample this session's project, with vectors; the page to go on with."""
    queue = cache.job_queue()
    dataset, space = cache.sample(sample.file)
    file = reading.sample_file(sample)
    project = session.Project(
        sample.title, dataset, sample=sample.file, kind=sample.kind, reading=reading.as_found(dataset, file)
    )
    if space is not None:
        sample_results.give(queue, sample, space, session=session.id())
        session.set_project(replace(project, space=space))
        # Loads while the map is looked at, so that it is ready when a query is typed.
        jobs.warm(queue, space.encoder)
        return "pages/map.py"
    with st.spinner("Opening …"):
        if sample.kind == "ratings":
            session.set_project(_learned(project, dataset))
            return "pages/recommend.py"
        choice = jobs.ModelChoice(propose_model(dataset).name)
        made = _wait(jobs.embed(queue, dataset, choice, session=session.id()))
        space = jobs.space_of(queue, dataset, made.result, choice, choice.card.default_metric)
        session.set_project(session.with_space(project, space, choice, made.result.thumbnails))
        return "pages/map.py"


def upload(*, key: str) -> None:
    """A file uploader, and a field for an address, that make the table this session's project.

    Where nothing about it is unclear, its map is next, else the Data page. What can't be read leaves the project as it
    is and says why.
    """
    file = st.file_uploader(
        FORMATS,
        key=key,
        help="Up to 200 MB; text files may be packed as .gz. It stays on this server as long as you work with it.",
    )
    paths = private_use()
    address = st.text_input(
        "Or the address of a table, or its path on this computer" if paths else "Or the address of a table",
        key=f"{key}_address",
        placeholder="https://… or /home/…/table.parquet" if paths else "https://…",
        icon=":material/link:",
        help=_ADDRESS_HELP + _PATH_HELP if paths else _ADDRESS_HELP,
    ).strip()
    straight.switch()
    if file is None:
        _forget(key)
    else:
        _take_once(key, file.file_id, file.name, lambda: _read(file, file.name, file.getbuffer))
    if not address:
        _forget(f"{key}_address")
    else:
        _take_once(f"{key}_address", address, address, lambda: _read_address(address))


def open_button(*, key: str) -> None:
    """A saved project becomes this session's, as it was left."""
    with st.popover("Open project", icon=":material/folder_open:", key=f"{key}_popover"):
        file = st.file_uploader(
            f"A project that was saved ({ENDING})",
            key=key,
            help="It opens as it was: nothing is computed. A larger one than 200 MB opens by its path.",
        )
        if file is None:
            _forget(key)
        else:
            _take_once(key, file.file_id, file.name, lambda: _read_project(file, file.name))


def _read_project(source: object, name: str) -> str:
    """The page that shows it."""
    from ui import map as map_page  # which Home does without, as long as there is nothing to come back to

    project, view = open_project(source, filename=name)
    address.VIEW.keep(view)
    map_page.put_view(project, view)
    return "pages/recommend.py" if project.kind == "ratings" else "pages/map.py"


def _read(source: object, name: str, content: Callable[[], memoryview] | None = None) -> reading.Read | str:
    """The table of a file; of a project, the page that shows it, since it is this session's then.

    content: of an upload, which the server keeps; a file on this computer stays where it is.
    """
    if is_project(name, _beginning(source, content)):
        return _read_project(source, name)
    if content is None:
        return reading.read(reading.own_file(Path(str(source))))
    return reading.read_content(content(), name)


def _beginning(source: object, content: Callable[[], memoryview] | None) -> bytes:
    if content is not None:
        return bytes(content()[:_HEAD_BYTES])
    with suppress(OSError), Path(str(source)).open("rb") as file:  # whoever reads it says what is wrong
        return file.read(_HEAD_BYTES)
    return b""


def _read_address(address: str) -> reading.Read | str:
    """Raises DataError for anything but a web address, and in private use a whole path: it names a file of the server's
    machine, which is then this person's own.
    """
    if is_url(address):
        fetched = fetch(address)
        return reading.read_content(memoryview(fetched.data), fetched.name, source=address, notes=fetched.notes)
    if not private_use():
        raise ec.DataError(f"an address must begin with https:// (got {address[:100]}); upload the file instead")
    path = Path(address).expanduser()
    if not path.is_absolute():
        raise ec.DataError(
            f"an address must begin with https://, or be a whole path such as {Path.home() / 'table.parquet'} (got "
            f"{address[:100]}); write it out"
        )
    return _read(path, path.name)


def _take_once(key: str, source: str, name: str, read: Callable[[], reading.Read | str]) -> None:
    """Makes the table this session's project where it is a new one; says again what was wrong with it where not."""
    known, refused = _SEEN.now().get(key, ("", ""))
    if known != source:
        with st.spinner(f"Reading {literal(name)} …"):
            refused = ""
            try:
                found = read()
            except ec.EmbedcoreError as error:
                refused = str(error) if name in str(error) else f"{name}: {error}"
        path = "" if refused else found if isinstance(found, str) else _next_page(*found)
        if refused or address.is_at(path):
            _SEEN.keep({**_SEEN.now(), key: (source, refused)})
        # A click that comes meanwhile runs this page again in place of the next one. What led on to another page is
        # therefore not remembered: the file is still in its field then, and leads there again.
        if path:
            address.go_to(path)
    if refused:
        page_shell.show_error(refused)
        if (kept := session.project()) is not None:
            st.caption(f"{literal(kept.name)} is still loaded.")
        if st.button("Try again", key=f"{key}_seen_again", icon=":material/refresh:"):
            _forget(key)
            st.rerun()


def _next_page(dataset: ec.Dataset, how: session.Reading) -> str:
    """Where a file that was read leads; the project is this session's."""
    project = session.Project(dataset.name, dataset, kind=dataset.kind.name, reading=how)
    session.set_project(project)
    page = "pages/data.py"
    if project.kind in ("texts", "vectors") and straight.goes_straight():
        from ui import preview  # which needs what Home does without

        page = preview.go_straight(project)
    if project.kind == "texts" and page == "pages/data.py":
        queue = cache.job_queue()
        jobs.warm(queue, jobs.RemoteEncoder(queue, jobs.DEFAULT_CHOICE))
    return page


def _forget(key: str) -> None:
    _SEEN.keep({name: seen for name, seen in _SEEN.now().items() if name != key})


def _learned(project: session.Project, dataset: ec.Dataset) -> session.Project:
    found = ec.find_interactions(dataset)
    assert found is not None
    params = InteractionParams(user=found.user, item=found.item, rating=found.rating, time=found.time)
    prepared = prepare_interactions(dataset, params)
    job = _wait(jobs.learn_interactions(cache.job_queue(), prepared, session=session.id()))
    space = interaction_space(prepared, *job.result)
    used = session.origin(jobs.INTERACTIONS_MODEL, **params.columns, n_dims=prepared.n_dims)
    return session.with_space(project, space, used)


def _wait(job: jobs.Job) -> jobs.Job:
    """Waits for short work. Raises DataError where it fails or takes too long."""
    if not progress.ends_within(job, SAMPLE_S):
        why = job.error or "the server is busy"
        raise ec.DataError(f"a sample must be ready within {SAMPLE_S:.0f} seconds ({why}); try again")
    return job

"""Around every page: what address and server still know of the view comes back, and is kept for the next time."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import sentence
from ui import address, cache, home, page_shell, project_file, samples, session
from ui.markup import literal
from ui.visit import autosave, learned, sample_work, visitor
from ui.visit.opened import Opened, give_back, opened, shelf_id, with_results

_EMPTIED = session.Kept[int | None]("visit_n_emptied", None, stays=session.whole)
_SAID = session.Kept[tuple[str, ...]]("visit_said", (), stays=session.whole)
"""What is to be said on the page that was entered."""
_TOO_LARGE = session.Kept("visit_too_large", "", stays=session.whole)
NOT_KEPT = (
    "the file of this address is not kept for this browser. Files can be opened again only in the browser they were "
    "opened in, and until the server needs the room or starts anew; open it from its file"
)


def begin(page: str) -> None:
    """Call it before page_shell.start: where the page is entered by a reload, in a second tab or with Back, its address
    says what is shown."""
    _see_whether_emptied(page)
    learned.take()
    found = address.entered(page)
    if found is not None:
        view, not_understood = found
        said = _open(view)
        if page == "Learn" and view.lesson:
            session.LESSON.keep(view.lesson)
        if (project := session.project()) is not None and _is_of(view, project):
            not_understood += put(project, view)
        if not_understood:
            said += (f"not everything in this address could be meant, and is left out: {', '.join(not_understood)}",)
        _SAID.keep(said)
    keep()
    _say()


def end(page: str) -> None:
    """Call it as the last of a page: what one sees now stands in its address, and is kept for a reload."""
    project = session.project()
    if page == "Search" and project is not None and project.space is not None:
        texts = {name: str(session.value(f"search_{name}") or "").strip() for name in ("query", "like", "unlike")}
        address.changed(**texts, row=session.searched_row(project.space))
    if page == "Map":
        _keep_results()
    address.changed(lesson=session.LESSON.now() if page == "Learn" else "")
    address.show(page)
    visitor.show_cookie()


def _say() -> None:
    """What there is to say of the address: as long as one is on a page without data, else for a moment."""
    for said in _SAID.now():
        if session.project() is None:
            st.info(literal(f"{sentence(said)}."), icon=":material/link_off:")
        else:
            page_shell.say_later(f"{sentence(said)}.", icon=":material/link_off:")
    if session.project() is not None:
        _SAID.keep(())


def _open(view: address.View) -> tuple[str, ...]:
    """Opens the data of an address where it is not open; what there is to say."""
    project = session.project()
    if (project is not None and _is_of(view, project)) or not (view.sample or view.file):
        return ()
    if view.sample:
        sample = next((one for one in (*samples.SAMPLES, *samples.OTHER_SAMPLES) if one.file == view.sample), None)
        if sample is None:
            return ("there is no sample of the name in this address",)
        if (found := cache.shelf().take(visitor.key(), sample.file)) is not None:
            give_back(found.content)
            return ()
        with page_shell.errors_explained():
            home.open_sample(sample)
        return ()
    kept = cache.shelf().take(visitor.key(), view.file)
    if kept is not None:
        give_back(kept.content)
        return ()
    with page_shell.errors_explained():
        if open_saved(view.file):
            return ()
    return (cache.shelf().why_gone(visitor.key(), view.file) or NOT_KEPT,)


def save_button(*, key: str) -> None:
    """A button that downloads the project that is open, with its map as last seen; nothing where it has no vectors."""
    project = session.project()
    if project is None or project.space is None:
        return
    kept = _kept(project)
    fits = kept is not None and kept.project.space is project.space
    project_file.save_button(
        project,
        project.space,
        map=kept.map if kept is not None and fits else None,
        groups=kept.groups if kept is not None and fits else None,
        key=key,
    )


def open_saved(id: str) -> Opened | None:
    """Makes what is saved on the disk this session's, and keeps it for a reload; None where there is none."""
    with st.spinner("Opening what was saved …"):
        found = autosave.open_saved(id)
    if found is not None:
        _put_on_shelf(found)
    return found


def _is_of(view: address.View, project: session.Project) -> bool:
    return view.sample == project.sample if view.sample else bool(view.file) and view.file == project.id


def put(project: session.Project, view: address.View) -> tuple[str, ...]:
    """Makes all pages what the view says; what this data does not have."""
    from ui import map as map_page  # which Home does without, as long as there is nothing to come back to

    address.VIEW.keep(view)
    for name in ("query", "like", "unlike"):
        session.keep(f"search_{name}", getattr(view, name))
    if project.space is None:
        return ()
    missing = map_page.put_view(project, view)
    row = view.row
    if row is not None and row >= project.space.n_rows:
        missing, row = (*missing, "the row to search with"), None
    session.search_with(project.space, row)
    return missing


def _see_whether_emptied(page: str) -> None:
    """Another tab may have deleted everything; then this one shows it no longer."""
    n_emptied, before = cache.shelf().join(visitor.key(), session.id()), _EMPTIED.now()
    if before is not None and n_emptied != before:
        session.forget_everything()
        address.entered(page)  # its address still names what is gone
        page_shell.say_later("Everything was deleted, in another tab of this browser.", icon=":material/delete:")
    _EMPTIED.keep(n_emptied)


def keep() -> None:
    """The data of this session under the visitor's key, and its name in the address. Call it where a part of a page has
    run alone, too: what was decided there must not be lost by a reload."""
    project = session.project()
    if project is None:
        address.VIEW.keep(address.View())
        return
    if not _is_of(address.VIEW.now(), project):
        named = address.View(sample=project.sample) if project.sample else address.View(file=project.id)
        address.VIEW.keep(named)
    if project.sample is not None:
        _bring_sample_work(project)
        _say_not_kept(project, sample_work.keep_or_take(project))
        if (work := cache.shelf().take(visitor.key(), sample_work.id_of(project))) is not None:
            autosave.save_sample_work(work.id, work.content)
        project = session.project() or project  # with what was decided in another tab
    _put_on_shelf(opened(project, address.VIEW.now(), _kept(project)))


def _bring_sample_work(project: session.Project) -> None:
    """What was decided in the sample before the server was started, where that is not known yet."""
    shelf, key, id_ = cache.shelf(), visitor.key(), sample_work.id_of(project)
    if shelf.take(key, id_) is not None:
        return
    try:
        work = autosave.saved_sample_work(id_)
    except ec.EmbedcoreError:
        work = sample_work.none_of(project)  # which takes its place, so that this is said once
        said = f"{sample_work.name_of(project)} is damaged on this computer's disk, and begins anew."
        page_shell.say_later(sentence(said), icon=":material/error:")
    if work is not None:
        shelf.keep(key, id_, sample_work.name_of(project), work, n_bytes=work.n_bytes, small=True)


def _keep_results() -> None:
    from ui import map as map_page

    project = session.project()
    if project is None or project.space is None:
        return
    kept = _kept(project)
    if kept is not None and kept.project.space is project.space:
        work = map_page.drawing(project.space)
        request, n_clusters = map_page.chosen_request(project.space.n_rows), map_page.chosen_n_clusters()
        _put_on_shelf(with_results(kept, address.VIEW.now(), request, n_clusters, work))


def _kept(project: session.Project) -> Opened | None:
    found = cache.shelf().take(visitor.key(), shelf_id(project))
    return found.content if found is not None else None


def _put_on_shelf(kept: Opened) -> None:
    """And says what had to make room for it."""
    project, shelf, key = kept.project, cache.shelf(), visitor.key()
    before, small = shelf.items(key), project.sample is not None
    known = _kept(project)
    autosave.save(kept, known)
    why = shelf.keep(key, shelf_id(project), project.name, kept, n_bytes=kept.n_bytes, small=small)
    _say_not_kept(project, why)
    there = {one.id for one in shelf.items(key)}
    for one in before:
        if one.id not in there and one.id != shelf_id(project) and (gone := shelf.why_gone(key, one.id)):
            page_shell.say_later(f"{gone}.", icon=":material/info:")


def _say_not_kept(project: session.Project, why: str) -> None:
    """Once for each file, and each sample that was opened."""
    if why and _TOO_LARGE.now() != project.id:
        page_shell.say_later(f"{why}.", icon=":material/info:")  # begins with its name
        _TOO_LARGE.keep(project.id)

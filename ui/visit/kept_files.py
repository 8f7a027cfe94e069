"""On Home: what the server keeps for this browser, the way back to it, and one button that deletes it all."""

import time
from collections.abc import Collection

import streamlit as st

from embedcore.encoders import VectorCache
from embedcore.phrases import counted, joined
from ui import address, cache, deeds, home, page_shell, samples, session
from ui.markup import literal
from ui.shelf import DAY, MB, Kept
from ui.visit import autosave, visitor
from ui.visit.coming_back import open_saved
from ui.visit.opened import Opened
from ui.visit.sample_work import SampleWork
from ui.visit.switching import go_on_with

_DELETED = session.Kept("visit_deleted", "", stays=session.whole)
"""What was deleted, to be said by the next run."""
_DELETE_ASKED = session.Kept("visit_delete_asked", False)
DID = "What you did and learned"
"""What is kept beside the data: the done list and the quiz."""


def kept_files() -> None:
    """Nothing where nothing is kept and nothing was deleted just now."""
    items = cache.shelf().items(visitor.key())
    there = {one.id for one in items if isinstance(one.content, Opened)}
    work = [one for one in items if isinstance(one.content, SampleWork)]
    alone = [one for one in work if one.content.sample not in there and any(one.content.decided)]
    kept = [one for one in items if one.id in there or one in alone]
    did = next((one.content for one in items if isinstance(one.content, deeds.Progress)), None)
    if said := _DELETED.now():
        st.success(said, icon=":material/delete:")
        _DELETED.keep("")
    saved = {one.id: one for one in autosave.saved()}
    known = there | {one.id for one in items}
    only_saved = [one for one in saved.values() if one.id not in known and (one.sample or one.n_rows)]
    if not kept and not only_saved and did is None:
        return
    limits = cache.shelf().limits
    with st.container(border=True, key="kept_files"):
        st.markdown("**Kept for this browser**")
        st.caption(
            f"In this server's memory: your last {limits.items} files and the samples that you opened, up to "
            f"{limits.visitor_memory / MB:,.0f} MB together. What you used longest ago makes room for what is new; all "
            f"of it goes when it was not used for {limits.age}, others need the room, or the server ends. "
            "No other browser gets at it, whatever address it is given."
        )
        if autosave.is_on():
            st.caption(_said_of_disk(saved.values()))
        for one in kept:
            if isinstance(one.content, Opened):
                decided = [said for work in items if _is_of(work, one) for said in work.content.decided.said]
                _file(one, [*decided, *_when_saved(one.content, saved.get(one.id))])
            else:
                _work(one.content)
        for line in only_saved:
            _only_saved(line)
        if did is not None:
            st.markdown(f"{DID} · {_did_said(did)}")
        _delete()


def _said_of_disk(saved: Collection[autosave.Saved]) -> str:
    """What lies on the disk, since when and how long, and what does not."""
    limits = cache.disk().limits
    size = sum(one.n_bytes for one in saved) / MB
    there = "nothing yet"
    if saved:
        first = time.strftime("%Y-%m-%d %H:%M", time.localtime(min(one.when for one in saved)))
        there = f"{counted(len(saved), 'file')}, {max(size, 0.1):,.1f} MB, the oldest of {first}"
    return (
        "Saved by itself on this server's disk, so that a restart of the server or the browser loses nothing: "
        f"{there}. "
        f"Up to {limits.items} files, {limits.memory / MB:,.0f} MB in all, for {limits.age_s / DAY:,.3g} days after "
        "the last change; what is not read yet and what a paid model read is not in it."
    )


def _when_saved(content: Opened, saved: autosave.Saved | None) -> list[str]:
    if why := autosave.problem(content.project):
        return [literal(f"could not be saved: {why}")]
    return [f"saved {autosave.ago(saved.when)}"] if saved is not None else []


def _only_saved(one: autosave.Saved) -> None:
    """A line for what is on the disk alone, since the server was started anew."""
    rows = f" · {counted(one.n_rows, 'row')}{literal(f', {one.model}')}" if one.n_rows else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{literal(one.name)}{rows} · saved {autosave.ago(one.when)}")
        first = session.project() is None
        if st.button(
            "Go on with it",
            key=f"kept_open_{one.id}",
            icon=":material/arrow_forward:",
            type="primary" if first else "tertiary",
        ):
            with page_shell.errors_explained():
                if one.sample:
                    address.go_to(home.open_sample(samples.find(one.sample)))
                if (found := open_saved(one.id)) is not None:
                    go_on_with(found)


def _did_said(did: deeds.Progress) -> str:
    said = counted(len(did.done), "thing done", "things done")
    n_answers = len(did.trial.given)
    return f"{said}, {counted(n_answers, 'answer')} in the quiz" if n_answers else said


def _delete() -> None:
    """The button, and in its place the question whether it is meant."""
    if not _DELETE_ASKED.now():
        st.button(
            "Delete everything the server keeps of me",
            key="kept_delete",
            icon=":material/delete:",
            on_click=_DELETE_ASKED.keep,
            args=(True,),
        )
        return
    st.markdown("**Delete all of it, in every tab of this browser?** It can't be brought back.")
    with st.container(horizontal=True, key="kept_delete_question"):
        if st.button("Yes, delete it", key="kept_delete_yes", icon=":material/delete:", type="primary"):
            _DELETED.keep(_delete_everything())
            st.rerun()
        st.button("Keep it", key="kept_delete_no", on_click=_DELETE_ASKED.keep, args=(False,))


def _is_of(work: Kept[Opened | SampleWork], one: Kept[Opened]) -> bool:
    return isinstance(work.content, SampleWork) and work.content.sample == one.content.project.sample


def _file(one: Kept[Opened], decided: list[str]) -> None:
    """decided: what a person did in a sample, in words."""
    project = one.content.project
    n_rows = project.dataset.n_rows
    with st.container(horizontal=True, vertical_alignment="center"):
        read = f", {project.model}" if project.space is not None else ", not read yet"
        facts = [literal(one.name), f"{counted(n_rows, 'row')}{literal(read)}", *decided, f"{one.megabytes:,.1f} MB"]
        st.markdown(" · ".join(facts))
        if st.button("Go on with it", key=f"kept_open_{one.id}", icon=":material/arrow_forward:", type="tertiary"):
            go_on_with(one.content)


def _work(kept: SampleWork) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{kept.title} · {joined(kept.decided.said)}")
        if st.button("Go on with it", key=f"kept_open_{kept.sample}", icon=":material/arrow_forward:", type="tertiary"):
            with page_shell.errors_explained():
                address.go_to(home.open_sample(samples.find(kept.sample)))


def _delete_everything() -> str:
    """Ends and deletes all of this visitor, in every tab; says what that was."""
    shelf, queue, key = cache.shelf(), cache.job_queue(), visitor.key()
    contents, sessions = shelf.empty(key)
    n_saved = cache.disk().empty(key)
    tables = [one for one in contents if isinstance(one, Opened)]
    files = [one for one in tables if one.project.sample is None]
    in_samples = [said for one in contents if isinstance(one, SampleWork) for said in one.decided.said]
    did = [DID.lower() for one in contents if isinstance(one, deeds.Progress)]
    n_vectors = _delete_vectors(tables, [one for one in shelf.of_others(key) if isinstance(one, Opened)])
    n_jobs = queue.leave(sessions | {session.id()})
    cache.forget_data()
    session.forget_everything()
    address.entered("Home")  # its address still names what is gone
    parts = (
        counted(len(files), "file with what was made of it", "files with what was made of them"),
        *in_samples,
        *([counted(n_saved, "file on the disk", "files on the disk")] if n_saved else []),
        *did,
        counted(n_vectors, "vector on the disk", "vectors on the disk"),
        counted(n_jobs, "piece of work", "pieces of work"),
    )
    return f"Deleted: {joined(parts)}. What other visitors have open, too, stays theirs."


def _delete_vectors(mine: list[Opened], others: list[Opened]) -> int:
    """From the cache on the disk, except those of texts that somebody else has open as well; how many."""
    n_deleted = 0
    for encoder in {key for one in mine for key in one.encoders}:
        elsewhere = {text for one in others if encoder in one.encoders for text in _texts(one)}
        with VectorCache(encoder) as vectors:
            n_deleted += vectors.forget(sorted({text for one in mine for text in _texts(one)} - elsewhere))
    return n_deleted


def _texts(one: Opened) -> set[str]:
    dataset = one.project.table
    return set(dataset.texts) if dataset.text_column is not None else set()

"""Texts and pictures: a model reads them in the worker."""

import streamlit as st

from embedcore import jobs
from embedcore.phrases import counted
from ui import address, cache, page_shell, preview, session, wording
from ui.data import model_picker, shared


def form(project: session.Project) -> None:
    if project.space is not None:
        encoder = project.space.encoder
        shared.begin(project, encoder.card.default_metric if encoder is not None else "cosine")
        return
    left, right = st.columns(2, gap="large")
    with left:
        choice = model_picker.choose(project)
    with right:
        metric = shared.metric(project, choice.card.default_metric if choice is not None else "cosine")
    if project.kind == "texts" and project.dataset.text_column is None:
        st.info("Choose the column that holds the text above; then its meaning can be read.", icon=":material/info:")
        return
    if choice is None:
        return
    queue = cache.job_queue()

    def done(job: jobs.Job) -> None:
        space = jobs.space_of(queue, project.dataset, job.result, choice, metric)
        if job.result.usage is not None:
            used = _usage(choice.host, job.result.usage)
            space = space.with_notes(used)
            page_shell.say_later(used, icon=":material/toll:")
        session.set_project(session.with_space(project, space, choice, job.result.thumbnails))
        address.go_to("pages/map.py")

    seconds = preview.seconds_to_read(project, choice)
    note = preview.said_to_read(project, choice, seconds)
    button = wording.say("embed") if project.kind == "texts" else wording.say("embed_rows")
    if choice.card.remote:
        note = model_picker.cost(project.dataset, choice)
        button = f"Send {project.dataset.n_rows:,} {wording.rows()} to {choice.host}"
    wanted = preview.offer(project, choice, seconds)
    shared.run(
        jobs.embed_key(project.dataset, choice),
        lambda: jobs.embed(queue, project.dataset, choice, session=session.id()),
        button=button,
        note=note,
        title=wording.say("embedding"),
        done=done,
        before=lambda: preview.begin(project, choice, metric) if wanted else None,
    )


def _usage(host: str, used: jobs.Usage) -> str:
    """What a model elsewhere was asked for, as it counted itself."""
    if not used.n_requests:
        return f"Nothing was sent to {host}: all texts were read by this model before."
    texts_were = counted(used.n_texts, "different text was", "different texts were")
    sent = f"{texts_were} sent to {host} in {counted(used.n_requests, 'request')}"
    if used.n_uncounted == used.n_requests:
        return f"{sent}; the server did not say how many tokens these were."
    n_said = f"at least {used.n_tokens:,}" if used.n_uncounted else f"{used.n_tokens:,}"
    return f"{sent}: {n_said} tokens used{f', ${used.usd:.4f}' if used.usd is not None else ''}."

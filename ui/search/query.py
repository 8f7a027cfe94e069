"""What is searched for: a phrase, with phrases to add and to take away, or a row of the data."""

from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import shortened
from embedcore.scores import ScoreScale
from embedcore.space import combine
from embedcore.types import Vectors
from ui import cache, navigation, samples, score_meaning, session, wording
from ui.data import choose_reader
from ui.markup import literal
from ui.search import row_query

QUERY_KEY = "search_query"


@dataclass(frozen=True, eq=False)
class Query:
    """What is looked for, its vector, every row's score against it, closest first, and what scores mean here, if that
    is known yet.

    text: the phrases as a sum, such as "a + b − c", or the row's name or number. words: all phrases that are looked
    for, or the row's text; empty where words tell nothing.
    row: the row of the data that is looked for, which is not ranked itself; None for phrases. like, unlike: these.
    """

    text: str
    words: str
    vector: Vectors
    ranking: ec.Neighbors
    calibration: ScoreScale | None
    row: int | None = None
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @property
    def is_sum(self) -> bool:
        """Whether several phrases are added and subtracted."""
        return self.row is None and self.words not in ("", self.text)

    @property
    def nothing_matches(self) -> bool:
        """Whether nothing here is about it; not said of a sum, which is less close to any row than one phrase."""
        return (
            self.calibration is not None and not self.is_sum and self.calibration.nothing_matches(self.ranking.scores)
        )

    @property
    def waiting(self) -> bool:
        """Whether what scores mean is on its way; a single row has nothing to compare."""
        return self.calibration is None and len(self.ranking) >= (2 if self.row is None else 1)

    def ranking_in(self, space: ec.EmbeddingSpace) -> ec.Neighbors:
        """The same under the metric of that space."""
        if self.row is not None:
            return cache.ranking(space.fingerprint, self.row, space)
        return cache.ranking(space.fingerprint, self.text, space, self.vector)


def query_box(project: session.Project, space: ec.EmbeddingSpace) -> Query | None:
    """The search field, or only rows to search with where no phrase can be read. None while nothing is asked."""
    row = session.searched_row(space)
    unread = navigation.no_phrases(space)
    st.caption(wording.say("search_rows" if unread else "search"))
    if row is not None:
        return _row_query(project, space, row, phrases=not unread)
    if unread:
        _only_rows(project, space, unread)
        return None
    return _phrase_query(project, space)


def _only_rows(project: session.Project, space: ec.EmbeddingSpace, why: str) -> None:
    """What the page offers where a typed phrase can't be compared with the data."""
    score_meaning.prepare(space)
    with st.container(border=True, key="search_rows_only"):
        st.markdown(f"**Choose {wording.a_row()} and see which others are like it.**")
        row_query.pick_here(project, space)
        if space.encoder is None and not isinstance(space, ec.InteractionSpace):
            _name_the_model(project, space)
        else:
            st.caption(f":material/info: There is no field for a phrase: {why}.")


def _name_the_model(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """Lets a person name the model; then the page has a field for a phrase.

    Raises DataError for a model whose vectors have another length.
    """
    with st.expander(wording.say("which_model"), icon=":material/search:"):
        st.caption(
            f"Only the model that made them can turn a phrase into numbers that can be compared with these: "
            f"{space.n_dims:,} for each row. Another model of the same length would give wrong results without a sign."
        )
        choice = choose_reader()
        if choice is not None and st.button("Search with this model", key="search_model_use", type="primary"):
            encoder = jobs.RemoteEncoder(cache.job_queue(), choice)
            session.set_project(session.with_encoder(project, encoder))
            st.rerun()


def _row_query(project: session.Project, space: ec.EmbeddingSpace, row: int, *, phrases: bool) -> Query | None:
    name, text = row_query.name(project, row), project.dataset.labels[row]
    with st.container(border=True, key="search_by_row"):
        if project.thumbnails:
            st.image(project.thumbnails[row], width=96, alt=name)
        what = "" if text == name else f": {literal(shortened(text, 400))}"
        st.markdown(f"**{wording.rows().capitalize()} like {literal(name)}**{what}")
        with st.container(horizontal=True):
            if phrases:
                st.button(
                    "Search with a phrase instead",
                    key="search_phrase_instead",
                    icon=":material/undo:",
                    on_click=session.search_with,
                    args=(space, None),
                )
            row_query.pick(project, space)
    if space.n_rows < 2:
        st.caption("There is no other row.")
        return None
    ranking = cache.ranking(space.fingerprint, row, space)
    words = text if project.has_meanings else ""
    return Query(name, words, space.vectors[row], ranking, score_meaning.prepare(space), row)


def _phrase_query(project: session.Project, space: ec.EmbeddingSpace) -> Query | None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="search_phrase"):
        text = st.text_input(
            wording.say("query"),
            key=QUERY_KEY,
            persist_state="session",
            icon=":material/search:",
            placeholder="Type a phrase in your own words and press Enter",
        ).strip()
        like, unlike = _more_phrases(text) if text else ([], [])
        row_query.pick(project, space)
    jobs.warm(cache.job_queue(), space.encoder)
    calibration = score_meaning.prepare(space)
    if not text:
        _examples(project)
        return None
    _show_sum(like, unlike)
    _show_reading(space, [*like, *unlike])
    written = as_sum(like, unlike)
    vector = _vector(space, like, unlike, written)
    ranking = cache.ranking(space.fingerprint, written, space, vector)
    return Query(written, " ".join(like), vector, ranking, calibration, None, tuple(like), tuple(unlike))


def _vector(space: ec.EmbeddingSpace, like: list[str], unlike: list[str], written: str) -> Vectors:
    """Raises ParameterError where the phrases cancel each other out."""
    is_warm = cache.job_queue().is_warm(jobs.ENCODER)
    with st.spinner("Comparing …" if is_warm else "The language model is starting (once, a few seconds) …"):
        plus, minus = ([cache.query_vector(phrase, space) for phrase in phrases] for phrases in (like, unlike))
    return combine(plus, minus, written=written)


def as_sum(like: list[str], unlike: list[str]) -> str:
    """The arithmetic as it is written: one phrase as it is, several as "a + b − c"."""
    return " + ".join(like) + "".join(f" − {phrase}" for phrase in unlike)


def _more_phrases(text: str) -> tuple[list[str], list[str]]:
    """All phrases to look for, the typed one first, and those to stay away from."""
    with st.popover("Like these, not like those", icon=":material/exposure:"):
        st.caption(wording.say("more_phrases"))
        like = _phrases("Also like (one phrase per line)", "search_like")
        unlike = _phrases("Not like (one phrase per line)", "search_unlike")
    return [text, *(phrase for phrase in like if phrase != text)], unlike


def _show_sum(like: list[str], unlike: list[str]) -> None:
    if len(like) + len(unlike) > 1:
        plus, minus = ([f"**{literal(phrase)}**" for phrase in phrases] for phrases in (like, unlike))
        st.markdown(f"Searching for {as_sum(plus, minus)}, {wording.say('phrases_added')}")


def _show_reading(space: ec.EmbeddingSpace, phrases: list[str]) -> None:
    """What the model puts in front of phrases, and which it does not read to their end."""
    if space.encoder is not None and (prompt := space.encoder.card.query_prompt):
        st.caption(f":material/text_select_start: “{literal(prompt)}” is put in front, as the model was taught.")
    for position in space.encoder.truncated(phrases) if space.encoder is not None else ():
        said = literal(shortened(phrases[position], 60))
        st.caption(f":material/content_cut: “{said}” is longer than the model reads: only its beginning counts.")


def _phrases(label: str, key: str) -> list[str]:
    written = st.text_area(label, key=key, persist_state="session", height=90)
    return list(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))


def _examples(project: session.Project) -> None:
    sample = samples.find(project.sample) if project.sample else None
    with st.container(border=True, key="search_empty"):
        st.markdown(
            f"**Type what you look for, as you would say it.** {wording.rows().capitalize()} are found by meaning: "
            "other words are fine."
        )
        if sample is not None and sample.question:
            st.button(
                f"Try “{sample.question}”",
                key="search_example",
                icon=":material/lightbulb:",
                on_click=session.keep,
                args=(QUERY_KEY, sample.question),
            )

"""Users like you: whose taste is most like one's own, and what comes next because of what."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import joined
from ui import session
from ui.learn import ratings
from ui.learn.material import built_in
from ui.markup import literal

N_USERS, N_ITEMS = 3, 3


def body() -> None:
    space = _space()
    if space is None:
        return
    users = list(space.users.ids)
    column, _ = st.columns([1, 2])
    place = column.number_input(f"Which of the {len(users):,} users", 1, len(users), 1, key=f"learn_likes_{len(users)}")
    user = users[int(place) - 1]
    titles = [literal(space.title(item)) for item in space.users.items_of(user)]
    st.markdown(f"**{literal(str(user))}** has {len(titles):,}: {_some(titles)}.")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Most like this one**")
        found = ec.similar_users(space, user, n_users=min(N_USERS, len(users) - 1))
        for other, score, shared in zip(found.users, found.scores.tolist(), found.shared, strict=True):
            both = joined(literal(space.title(item)) for item in shared) or "nothing yet"
            st.markdown(f"- **{score:.2f}** {literal(str(other))}: both have {both}")
    with right:
        st.markdown("**What might come next**")
        given = ec.recommend(space, user=user, n_items=N_ITEMS)
        for position, item in enumerate(given.items):
            st.markdown(
                f"- **{given.scores[position]:.2f}** {literal(given.titles[item])}, {literal(given.explain(position))}"
            )
        st.caption("Above 0, more of what they liked speaks for it than against it; 0 or less is no advice.")


def _space() -> ec.InteractionSpace | None:
    project = session.project()
    if project is not None and isinstance(project.space, ec.InteractionSpace):
        n_users = len(project.space.users)
        st.caption(f":material/table: With the data that is open: **{literal(project.name)}**, {n_users:,} users.")
        return project.space
    why = "Nothing is loaded" if project is None else f"{literal(project.name)} has no users and items, read as such"
    with_what = f"the reading circle of {len(ratings.STARS)} readers"
    built_in(why, with_what, samples_named="the cookery club")
    return ratings.learned(ratings.STARS)


def _some(titles: list[str]) -> str:
    shown = titles[:6]
    return joined([*shown, f"{len(titles) - len(shown):,} more"] if len(titles) > len(shown) else shown)

"""Why a group has its name: the figures of its phrase, and those that were next."""

import pandas as pd
import streamlit as st

from embedcore.groups import EditedClustering, GroupPhrase
from embedcore.phrases import share
from ui import wording
from ui.markup import literal


def why_this_name(shown: EditedClustering, group: int) -> None:
    """Closed until it is asked for."""
    phrases, decided = shown.phrases[group] if shown.phrases else (), shown.decided[group]
    with st.expander("Why this name", icon=":material/help:"):
        if decided is not None and decided.name:
            own = f" From its {wording.rows()} it would be “{literal(phrases[0].phrase)}”." if phrases else ""
            by = f"offered by {literal(decided.named_by)}" if decided.named_by else "given by hand"
            st.markdown(f"The name was {by}.{own}")
        elif not phrases:
            st.markdown(
                f"No phrase stands in at least three of its {wording.rows()} and fits this group better than all "
                "others, so the name is made of the words that set the group apart."
            )
        else:
            st.markdown(_said(phrases[0]))
        if phrases:
            st.dataframe(_table(phrases), hide_index=True, width="stretch", key=f"groups_why_{group}")


def _said(one: GroupPhrase) -> str:
    return (
        f"“{literal(one.phrase)}” is written in {one.n_texts:,} of its {wording.rows()} "
        f"({share(one.share)}; elsewhere in {share(one.share_elsewhere)}). "
        f"{wording.say('phrase_nearness')} {one.nearness:.2f}, by {one.ahead:.2f} more than to any other group."
    )


def _table(phrases: tuple[GroupPhrase, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Phrase": [one.phrase for one in phrases],
            f"{wording.rows().capitalize()} with it": [one.n_texts for one in phrases],
            "Share here": [share(one.share) for one in phrases],
            "Elsewhere": [share(one.share_elsewhere) for one in phrases],
            "Like the group": [f"{one.nearness:.2f}" for one in phrases],
            "Ahead of others by": [f"{one.ahead:.2f}" for one in phrases],
        }
    )

"""What to say to those who decide, and what not."""

import streamlit as st

from ui.learn import shown

SAID = (
    ("We turn text into coordinates that capture meaning; similar phrases get similar coordinates.",
     "We use a 384-dimensional latent space."),
    ("It finds similar past tickets, even if they phrase things differently.",
     "It ranks by cosine similarity of embeddings."),
    ("Groups of similar tickets, each a common issue.", "k-means clusters of the vectors."),
    ("About so many of ten are right when it says “the same”; we checked them by hand.",
     "The precision is good at a threshold of 0.8."),
    ("The picture helps to look around; what is near is alike, how far apart the islands lie says little.",
     "UMAP shows that these clusters are far apart."),
    ("It knows what a text is about, not whether it says yes or no, and not who is right.",
     "The model understands your tickets."),
    ("It suggests what people with a similar taste liked.", "Truncated SVD of the interaction matrix."),
)  # fmt: skip
"""Each with what not to say."""
NOT_TO_SAY = tuple(not_so for _, not_so in SAID)


def body() -> None:
    shown.table(("Say", "Rather not"), [(f":material/check: {so}", f":gray[{not_so}]") for so, not_so in SAID])
    st.markdown(
        "Three questions to be ready for: **How do you know?** (rows that were checked by hand) · **What does it get "
        "wrong?** (show two mistakes before somebody finds them) · **What does it do with our data?** (it is read on "
        "this server; nothing is sent elsewhere unless you choose a model that lives there)."
    )

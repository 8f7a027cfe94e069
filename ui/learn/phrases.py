"""The texts that the lesson brings along, with their vectors: no model is loaded to see them. No Streamlit."""

from functools import cache

import numpy as np

from embedcore.types import Vectors
from ui import samples

TICKETS = (
    "My package never arrived",
    "Nobody delivered what I ordered",
    "The invoice shows the wrong address",
    "How do I change my password?",
)
PRODUCTS = (
    "Waterproof boots for mountain walks",
    "Sturdy shoes for long hikes",
    "Wireless headphones with soft cushions",
    "A detective novel set in Lisbon",
)
FOUR = ("The quick brown fox", "A fast dark fox", "The rapid russet canine", "Stock market predictions")
"""Three that mean the same in other words, and one that does not."""
QUESTION = "feeling unwell"
"""Something to search for among the everyday phrases, with no word that they have."""

PAIRS = (
    ("My parcel has not arrived", "I am still waiting for the delivery", True),
    ("I forgot my password", "I can't remember how to log in", True),
    ("Please cancel my subscription", "I want to end my contract", True),
    ("The app crashes when I open it", "The app crashes every time I start it", True),
    ("I was charged twice", "You took the money two times", True),
    ("The screen stays black", "Nothing is shown on the display", True),
    ("Can I get an invoice?", "Please send me a bill", True),
    ("The parcel is damaged", "The parcel was broken when it came", True),
    ("I want to return the boots", "I want to return the headphones", False),
    ("The delivery was on time", "The delivery was not on time", False),
    ("How do I change my password?", "How do I change my address?", False),
    ("Please cancel my order", "Please confirm my order", False),
    ("The battery is empty", "The bottle is empty", False),
    ("I like the new design", "The invoice shows the wrong address", False),
    ("Where is the nearest shop?", "My headphones make a noise", False),
    ("The app is very fast", "The soup is very hot", False),
)
"""Two texts each, and whether a person says that both ask for the same."""

NOTES = (
    (
        "pt c/o CP w/ dyspnoea x3d, hx of CHF",
        "patient has chest pain and short breath for three days, known weak heart",
    ),
    ("orthopnoea w/ DOE, r/o PE", "breathless when lying and walking, a blood clot in the lung must be excluded"),
    ("Rx ASA 81mg qd for atherosclerosis", "take aspirin once a day for narrowed heart vessels"),
    ("BP 180/100, HTN, start HCTZ 25mg", "blood pressure is far too high, start a water tablet"),
    (
        "lumbago x2wk, diclofenac prn, f/u 4wk",
        "back pain for two weeks, painkillers when needed, come again in a month",
    ),
    ("gonarthrosis L, s/p TKR, PT bid", "worn left knee, after a new knee joint, exercises twice a day"),
    ("fx of R wrist, ORIF, NWB x6wk", "broken right wrist, fixed with a plate, no weight on it for six weeks"),
    ("s/p cholecystectomy, GERD, pantoprazole qd", "after removal of the gall bladder, one stomach tablet a day"),
    ("emesis/diarrhoea x24h, IVF, NPO", "sickness and loose bowels since yesterday, fluid by drip, nothing to eat"),
    ("URI w/ rhinorrhoea, no abx", "a cold with a running nose, no medicine against bacteria"),
    ("T2DM, HbA1c 9.2, metformin bid", "sugar disease, blood sugar too high, one tablet twice a day"),
    ("hypoglycaemia w/ T2DM, D50 IVP", "low blood sugar in a person with sugar disease, sugar given by drip"),
)
"""Notes in the short forms of a hospital, each with the same in words; made up for this lesson."""


def texts() -> list[str]:
    """All of them, each once."""
    of_pairs = [text for first, second, _ in PAIRS for text in (first, second)]
    of_notes = [text for note in NOTES for text in note]
    return list(dict.fromkeys([*TICKETS, *PRODUCTS, *FOUR, QUESTION, *of_pairs, *of_notes]))


@cache
def known_vectors() -> dict[str, Vectors]:
    """The precomputed vectors, by the default model, of these texts, (n_dims,) each.

    Raises DataError where they were made from other texts.
    """
    vectors = samples.read_vectors(samples.PHRASES, texts(), "lesson")
    return dict(zip(texts(), np.asarray(vectors), strict=True))

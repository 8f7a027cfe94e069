"""The word that names a group, the hit of a search by it, and the word that is marked are one."""

import numpy as np
import pytest

from embedcore.groups.naming import name_groups
from embedcore.words.bm25 import BM25Index
from embedcore.words.marking import shared_places


@pytest.mark.parametrize(
    ("texts", "name", "marked"),
    [
        (["COVID-19 test", "the Covid\u201119 vaccine", "my covid-19 pass"], "covid-19", "COVID-19"),
        (["re-open it", "Re-open my case", "please RE-OPEN"], "re-open", "re-open"),
        (["l'hôtel est plein", "à l’HÔTEL", "l'ho\u0302tel ferme"], "hôtel", "hôtel"),
        (["don't top-up", "a TOP-UP fails", "no top-up, don’t ask"], "top-up", "top-up"),
        (["東京タワー", "東京の夜", "雨の東京"], "東京", "東京"),
        (["จัดส่งช้า", "รอจัดส่ง", "จัดส่งเร็ว"], "จัดส่ง", "จัดส่ง"),
        (["हिन्दी में लिखा", "वह हिन्दी", "हिन्दी बोलो"], "हिन्दी", "हिन्दी"),
        (["naïve user", "so nai\u0308ve", "NAÏVE plan"], "naïve", "naïve"),
        (["Straße gesperrt", "die STRASSE", "STRAẞE zu"], "straße", "Straße"),
    ],
)
def test_name_hit_and_mark_agree(texts: list[str], name: str, marked: str) -> None:
    others = ["refund pending", "refund arrived", "refund declined", "refund requested"]
    names, reasons = name_groups(texts + others, np.array([0] * 3 + [1] * 4), 2)
    term = reasons[0][0]
    assert (term.term, names[0].split(", ")[0]) == (name, name)
    hits, _ = BM25Index(texts + others).search(name)
    assert set(hits.tolist()) == {row for row, text in enumerate(texts + others) if shared_places(name, text)}
    assert set(hits.tolist()) == {0, 1, 2}
    assert (term.share, term.share_elsewhere) == (1, 0)
    start, end = shared_places(name, texts[0])[0]
    assert texts[0][start:end] == marked

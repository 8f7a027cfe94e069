"""Texts that stand for no text: "n/a", "test", keys struck at random, and one value in very many rows."""

import re
from collections import Counter

import numpy as np

from embedcore.phrases import by_number, counted, share, shortened
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.texts import NO_TEXTS

SOME, MANY = 0.005, 0.2
REPEATED, LEAST_REPEATED = 0.05, 5
"""A text that so large a share of rows has, and at least so many, was filled in."""
N_SHOWN = 10
_STAND_INS = frozenset(
    """
n/a|na|n.a|not available|not applicable|not provided|not specified|none|null|nil|nan|undefined|unknown|missing
empty|blank|no comment|no comments|no text|no description|no data|no answer|no response|no content|no review
no message|nothing|nothing to add|tbd|tba|todo|to be defined|to do|test|testing|test test|this is a test
test text|test message|dummy|dummy text|sample text|placeholder|example text|text here|your text here
enter text here|insert text here|foo|bar|foo bar|foobar|bar foo|xxx|abc|abc123|123|1234|12345|blah|blah blah
see above|see below|as above|same as above|removed|deleted|comment removed|content removed|redacted|error
loading|k.a|k. a|keine angabe|keine angaben|kein kommentar|keine|nichts|leer|unbekannt|entfällt|siehe oben
ohne text|probe|kein text|sans commentaire|aucun|aucune|rien|pas de commentaire|non renseigné|inconnu|vide|néant
pas de réponse|sans objet|ninguno|ninguna|nada|sin comentarios|sin comentario|no aplica|desconocido|sin datos
vacío|prueba|no disponible|nessuno|nessuna|niente|nessun commento|non disponibile|sconosciuto|vuoto|prova
non applicabile|geen|geen opmerking|geen opmerkingen|niets|onbekend|leeg|n.v.t|nvt|niet van toepassing|nenhum
nenhuma|sem comentários|sem comentário|não se aplica|desconhecido|vazio|teste|não disponível|brak
brak komentarza|nie dotyczy|nieznane|nic|puste|ingen|inga|ingen kommentar|okänd|ukendt|ukjent|ei mitään
ei kommenttia|yok|yorum yok|bilinmiyor|boş|нет|нет данных|нет комментариев|неизвестно|пусто|тест|无|没有|未知
暂无|测试|不适用|なし|特になし|無し|不明|該当なし|テスト|없음|해당 없음|해당없음|모름|테스트|لا يوجد|غير متوفر
अज्ञात|कोई नहीं
""".replace("\n", "|").strip("|").split("|")
)  # fmt: skip
_FILLER = re.compile(
    r"lorem ipsum|dolor sit amet|^(.)\1{2,}$|^(.{1,3}?)\2{2,}$|^(?:[-–—_.?!/*#=+~x]\s*)+$|^\W*(?:as+d+f+\w*\W*)+$"
    r"|^\W*(?:qwert\w*|qwertz\w*|azerty\w*|yxcv\w*|zxcv\w*|hjkl\w*|sdfg\w*|jkl[öo;]\w*)\W*$"
    r"|^(?:your|insert|enter|type|add)\b.{0,30}\bhere$"
)


def placeholder_texts(seen: Inspected) -> Finding | Unseen:
    """Texts that are known to stand for none, and texts that very many rows share."""
    texts = seen.texts
    if texts is None:
        return NO_TEXTS
    bare = [" ".join(text.casefold().split()).strip(" .!?\"'()[]<>*") for text in texts]
    kinds = {one: _stands_for_none(one) for one in set(bare) if one}
    known = np.array([bool(one) and kinds[one] for one in bare])
    often = Counter(one for one in bare if one)
    least = max(LEAST_REPEATED, REPEATED * len(texts))
    repeated = np.array([often[one] >= least for one in bare])
    rows = np.flatnonzero(known | repeated)
    n_of = np.array([often[bare[row]] for row in rows.tolist()], dtype=np.int64)
    rows = rows[np.lexsort((rows, -n_of, ~known[rows]))]
    dataset = seen.space.dataset
    left_out = dataset.report.left_out if dataset is not None else ()
    n_left = sum("stands for a missing value" in row.reason for row in left_out)
    found = (len(rows) + n_left) / (len(texts) + n_left)
    level: Severity = "ok" if not found else "warning" if found >= SOME else "info"
    if found >= MANY:
        level = "serious"
    first = dict.fromkeys(bare[row] for row in rows.tolist())
    lines = tuple((shortened(one, 80), often[one]) for one in sorted(first, key=lambda one: -often[one])[:N_SHOWN])
    n_repeated = int((repeated & ~known).sum())
    also = f", {n_repeated:,} of them because very many rows have the same" if n_repeated else ""
    return Finding(
        name="placeholder_texts",
        title="Texts that stand for none",
        severity=level,
        measured=f"{counted(len(rows), 'text')} of {len(texts):,} ({share(found)}) "
        f"{by_number(len(rows), 'seems', 'seem')} to be filled in for want of a text{also}"
        + (f"; {n_left:,} more were left out when the data was read." if n_left else "."),
        meaning="Such rows make a group that is no topic, and count in every share." if level in ("warning", "serious")
        else "So few do no harm." if level == "info" else "No “n/a”, no “test”, no text that many rows share.",
        advice="Leave these rows out." if level in ("warning", "serious") else "Nothing.",
        technical=f"known stand-ins in several languages, keys struck at random, values of {REPEATED:.0%} of rows",
        rows=rows,
        figures={"rows": float(len(rows)), "share": found, "repeated": float(n_repeated), "left_out": float(n_left)},
        evidence=(Evidence("What they say", ("text", "rows"), lines),) if lines else (),
    )  # fmt: skip


def _stands_for_none(bare: str) -> bool:
    return bare in _STAND_INS or (len(bare) < 600 and bool(_FILLER.search(bare)))

"""Texts whose letters were read in a wrong encoding before the file was saved: "GrÃ¶ÃŸe" for "Größe"."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from embedcore.phrases import listed

_LEADS = "ÂÃÄÅÎÏÐÑâ"
"""What the first bytes of the letters of European languages, and of quotation marks, are in cp1252."""
_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(128, 256)}
_BYTES |= {chr(byte): byte for byte in range(128, 160)}
_LATER = "".join(re.escape(sign) for sign, byte in _BYTES.items() if byte < 192)
_SEQUENCE = re.compile(f"â[{_LATER}]{{2}}|[{_LEADS.replace('â', '')}][{_LATER}]")
_SIGNS = frozenset("«»°§±·´¨£©®–—‘’‚“”„…•€™¿¡\u00a0")
_LOOKED_AT, _LEAST_CELLS, _LEAST_SHARE = 5_000, 3, 0.5


def garbled_notes(frame: pd.DataFrame, encoding: str | None, *, was_given: bool) -> list[str]:
    """What to say of columns in which most cells with letters beyond ASCII have such sequences; nothing is changed.

    encoding: the file's, None where its format has none. was_given: whether the caller named it.
    """
    found: dict[str, Counter[str]] = {}
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.StringDtype) and (sequences := _sequences(frame[name])):
            found[f'"{name}"'] = sequences
    if not found:
        return []
    counts: Counter[str] = sum(found.values(), Counter())
    shown = max(counts, key=lambda sequence: (sequence.isprintable(), _mended(sequence).isalpha(), counts[sequence]))
    texts = f'Texts in {listed(found)} hold sequences such as "{shown}", which is "{_mended(shown)}" read wrongly'
    if was_given and encoding is not None and not encoding.lower().startswith(("utf-8", "utf8")):
        return [f"{texts}: the file is likelier UTF-8 than {encoding}, which was asked for."]
    return [f"{texts} before the file was saved; nothing was changed."]


def _sequences(values: pd.Series) -> Counter[str] | None:
    """The sequences of a column, with how often each stands there; None where few cells have one."""
    cells = [cell for cell in values.iloc[:_LOOKED_AT].dropna().tolist() if not cell.isascii()]
    found = [sequences for cell in cells if (sequences := [s for s in _SEQUENCE.findall(cell) if _mended(s)])]
    if len(found) < max(_LEAST_CELLS, _LEAST_SHARE * len(cells)):
        return None
    return Counter(sequence for sequences in found for sequence in sequences)


def _mended(sequence: str) -> str:
    """The letter or sign that was meant; empty where the sequence stands for none."""
    read = bytes(_BYTES[sign] for sign in sequence).decode("utf-8", "ignore")
    return read if read.isalpha() or read in _SIGNS else ""

"""The colouring by how far the place of each point can be trusted."""

import numpy as np

import embedcore as ec
from embedcore.trust import GOOD_KEPT
from ui import wording
from ui.map.trust.words import VERY_GOOD, WEAK
from ui.scatter import MapGroups, palette

_FROM = (VERY_GOOD, GOOD_KEPT, WEAK, -np.inf)
_PLAIN = ("Trust it", "Mostly right", "Be careful", "Do not rely on it")
_WHY = ("most alike {rows} are near", "many alike {rows} are near", "few alike {rows} are near", "hardly any is near")
_SHADES = (31, 21, 10, 0)


def colouring(trust: ec.MapTrust) -> MapGroups:
    """Each point in the shade of its trust, from most to least; rows that were not looked at are grey."""
    scores = np.nan_to_num(trust.row_scores, nan=-np.inf)
    labels = np.searchsorted(-np.array(_FROM[:-1]), -scores, side="left")
    labels[np.isnan(trust.row_scores)] = -1
    scale = palette.scale()
    if wording.technical():
        names = [f"kept from {one:.2f}" if np.isfinite(one) else f"below {WEAK:.2f}" for one in _FROM]
        kinds = ["share of neighbours, corrected for chance", "", "", ""]
    else:
        names, kinds = list(_PLAIN), [why.replace("{rows}", wording.rows()) for why in _WHY]
    return MapGroups(
        labels=labels.astype(np.int64),
        names=names,
        colors=[scale[step] for step in _SHADES],
        kinds=kinds,
        title=wording.say("map_trust"),
        ordered=True,
    )

"""The colouring by how far the place of each point can be trusted."""

import numpy as np

import embedcore as ec
from ui import wording
from ui.map.trust.words import CLASSES, LEAST_SHARES
from ui.scatter import MapGroups, palette

_WHY = ("most alike {rows} are near", "about half of them are", "few of them are", "hardly any of them is")
_SHADES = (31, 21, 10, 0)


def colouring(trust: ec.MapTrust) -> MapGroups:
    """Each point in the shade of its trust, from most to least; rows that were not looked at are grey."""
    scores = np.nan_to_num(trust.row_scores, nan=-np.inf)
    labels = np.searchsorted(-np.array(LEAST_SHARES), -scores, side="left")
    labels[np.isnan(trust.row_scores)] = -1
    scale = palette.scale()
    if wording.technical():
        names = [*(f"kept from {one:.2f}" for one in LEAST_SHARES), f"below {LEAST_SHARES[-1]:.2f}"]
        kinds = ["share of neighbours, corrected for chance", "", "", ""]
    else:
        names, kinds = list(CLASSES), [why.replace("{rows}", wording.rows()) for why in _WHY]
    return MapGroups(
        labels=labels.astype(np.int64),
        names=names,
        colors=[scale[step] for step in _SHADES],
        kinds=kinds,
        title=wording.say("map_trust"),
        ordered=True,
    )

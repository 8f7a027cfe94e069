"""How big a file gets, before it is made."""

from dataclasses import replace

from ui.shared_file.content import N_NEIGHBORS, SharedMap, search_blocks
from ui.shared_file.packing import packed_json
from ui.shared_file.page import shared_css, shared_js

_LOOKED_AT = 5_000
_PACKED = 0.9
"""Numbers get hardly smaller."""


def expected_bytes(shared: SharedMap, *, search: bool) -> int:
    """About so many; of many rows from some of them, evenly spread."""
    n_rows = shared.n_rows
    step = -(-n_rows // _LOOKED_AT)
    texts = sum(len(packed_json(list(values[::step]))) for values in shared.columns.values()) * step
    a_row = 4 * shared.points.coordinates.shape[1] + 4 * min(N_NEIGHBORS, n_rows - 1) + len(shared.colourings)
    pictures = sum(map(len, shared.pictures)) * 4 / 3
    page = len(shared_js()) + len(shared_css())
    model = 0
    if search:
        some = replace(shared, columns={name: values[::step] for name, values in shared.columns.items()})
        model = sum(map(len, search_blocks(some).values()))
    numbers = n_rows * a_row * 4 / 3 * _PACKED
    return int(page + texts + numbers + pictures + model)

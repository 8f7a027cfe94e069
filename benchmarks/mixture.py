"""Made-up vectors with groups in them, written in blocks: a mixture of Gaussians around spots on the sphere."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

N_DIMS, N_SPOTS = 256, 200
SPREAD = 0.06
"""Standard deviation of each coordinate around its spot, all of length 1: 256 of them make a distance of about 1."""
INNER_DIMS = 24
"""Each group varies in so many directions of its own, as vectors of texts do; a tenth of the spread lies in all."""
BLOCK_ROWS = 50_000


def blocks(n_rows: int, *, n_dims: int = N_DIMS, seed: int = 0) -> Iterator[NDArray[np.float32]]:
    """n_rows vectors (n_dims,) of length 1, float32, at most BLOCK_ROWS at once; the same for the same seed."""
    rng = np.random.default_rng(seed)
    spots = rng.standard_normal((N_SPOTS, n_dims), dtype=np.float32)
    spots /= np.linalg.norm(spots, axis=1, keepdims=True)
    directions = rng.standard_normal((N_SPOTS, INNER_DIMS, n_dims), dtype=np.float32)
    directions *= SPREAD / np.sqrt(INNER_DIMS)
    shares = rng.dirichlet(np.full(N_SPOTS, 2.0))
    for start in range(0, n_rows, BLOCK_ROWS):
        size = min(BLOCK_ROWS, n_rows - start)
        spot_of = rng.choice(N_SPOTS, size, p=shares)
        inner = rng.standard_normal((size, INNER_DIMS), dtype=np.float32)
        block = rng.standard_normal((size, n_dims), dtype=np.float32)
        block *= SPREAD / 10
        block += spots[spot_of]
        for spot in range(N_SPOTS):
            rows = np.flatnonzero(spot_of == spot)
            block[rows] += inner[rows] @ directions[spot]
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        yield block


def write_npy(target: Path, n_rows: int, *, n_dims: int = N_DIMS) -> Path:
    """Writes n_rows vectors as an NPY file, a block at a time, and returns target."""
    written = np.lib.format.open_memmap(target, mode="w+", dtype=np.float32, shape=(n_rows, n_dims))
    start = 0
    for block in blocks(n_rows, n_dims=n_dims):
        written[start : start + len(block)] = block
        start += len(block)
    written.flush()
    return target


def write_parquet(target: Path, n_rows: int, *, n_dims: int = N_DIMS) -> Path:
    """Writes the same vectors as a Parquet file: a column "id" and a column "vector" of lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kind = pa.schema([("id", pa.int64()), ("vector", pa.list_(pa.float32()))])
    start = 0
    with pq.ParquetWriter(target, kind, compression="NONE") as file:
        for block in blocks(n_rows, n_dims=n_dims):
            lists = pa.FixedSizeListArray.from_arrays(pa.array(block.reshape(-1)), n_dims).cast(kind.field(1).type)
            file.write_table(pa.table([pa.array(np.arange(start, start + len(block))), lists], schema=kind))
            start += len(block)
    return target

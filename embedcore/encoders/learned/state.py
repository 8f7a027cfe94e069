"""What encoders that learn have in common: their state as arrays and JSON in a folder, and its digest."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.files import UNREADABLE

STATE_FILE, ARRAYS_FILE = "encoder.json", "encoder.npz"


def write_state(folder: Path, model: str, state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes encoder.json and encoder.npz; `read_state` gives them back. No pickle."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / ARRAYS_FILE, **dict(arrays))  # type: ignore[arg-type]  # numpy's stub takes them for options
    (folder / STATE_FILE).write_text(json.dumps({"model": model, **state}), encoding="utf-8")


def read_state(folder: Path) -> tuple[str, dict[str, Any], dict[str, NDArray[Any]]]:
    """The model's name, its state and its arrays. Raises DataError where they aren't there or are damaged."""
    try:
        state = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as content:
            arrays = {name: content[name] for name in content.files}
        return state.pop("model"), state, arrays
    except (*UNREADABLE, AttributeError) as error:
        raise DataError(
            f"{folder.name} must hold what an encoder learned ({STATE_FILE} and {ARRAYS_FILE}; "
            f"got {type(error).__name__}); embed the data again"
        ) from error


def state_digest(state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    """16 hex digits that name what was learned."""
    digest = blake2b(json.dumps(state, sort_keys=True).encode(), digest_size=8)
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.shape} {array.dtype}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def not_fitted(model: str) -> DataError:
    return DataError(f"{model} must learn from the data before it encodes (it has not); call fit(items), or embed()")


def broken_state(model: str, error: Exception) -> DataError:
    return DataError(
        f"what {model} learned must be as it was written (got {type(error).__name__}: {error}); embed the data again"
    )

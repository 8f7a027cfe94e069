"""What encoders that learn have in common: their state as arrays and JSON in a folder, and its digest."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import LearningEncoder
from embedcore.errors import DataError
from embedcore.files import UNREADABLE
from embedcore.parameters import fill

STATE_FILE, ARRAYS_FILE = "encoder.json", "encoder.npz"


class _Learned(Protocol):
    @property
    def notes(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=_Learned)


class Learner(LearningEncoder, Generic[T]):
    """A LearningEncoder whose state goes into a folder. Another fit replaces all that was learned, in no copy of it."""

    name: ClassVar[str]
    params_class: ClassVar[type[Any]]
    worth_caching = False  # encoding is as quick as reading the cache

    def __init__(self, **options: Any) -> None:
        self.params = fill(self.params_class, options, caller=self.name)
        self._learned: T | None = None

    @abstractmethod
    def _state(self) -> dict[str, Any]:
        """What was learned, without the arrays, as JSON has it."""

    @property
    def _arrays(self) -> Mapping[str, NDArray[Any]]:
        return {}

    @property
    def learned(self) -> T:
        """Raises DataError before fit."""
        if self._learned is None:
            raise DataError(
                f"{self.name} must learn from the data before it encodes (it has not); call fit(items), or embed()"
            )
        return self._learned

    @property
    def is_fitted(self) -> bool:
        return self._learned is not None

    @property
    def notes(self) -> tuple[str, ...]:
        return self._learned.notes if self._learned is not None else ()

    @property
    def cache_key(self) -> str:
        """The name and a digest of what was learned; before fit, when nothing can be encoded, the name alone."""
        return self._learned_key if self.is_fitted else f"{self.name}-unfitted"

    def save(self, folder: Path) -> None:
        """Writes encoder.json and encoder.npz, which `load_encoder` reads. Raises DataError before fit."""
        state = {"model": self.name, "key": self._learned_key, **self._state()}
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / ARRAYS_FILE, **self._arrays)  # type: ignore[arg-type]  # numpy's stub takes them for options
        (folder / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")

    def _take(self, learned: T) -> None:
        """Replaces what was learned, and with it whatever was prepared from it (the cached properties)."""
        self.__dict__ = {"params": self.params, "_learned": learned}

    @cached_property
    def _learned_key(self) -> str:
        digest = blake2b(json.dumps(self._state(), sort_keys=True).encode(), digest_size=8)
        for name, array in sorted(self._arrays.items()):
            digest.update(f"{name} {array.shape} {array.dtype}".encode())
            digest.update(array.tobytes())
        return f"{self.name}-learned-{digest.hexdigest()}"


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

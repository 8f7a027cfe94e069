"""Files through which the workers get the vectors and texts of a space."""

import json
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Collection
from pathlib import Path
from threading import Lock

import numpy as np

from embedcore.space.space import EmbeddingSpace

KEPT = 8


class SpaceFolders:
    """A folder a space, whatever its metric; those used last are kept. Safe to use from several threads."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._lock = Lock()
        self._used: OrderedDict[Path, None] = OrderedDict()

    def folder(self, space: EmbeddingSpace, *, needed: Collection[str]) -> Path:
        """Where the space lies; written at the first call. needed: folders that must not be removed."""
        folder = self._parent / "spaces" / space.with_metric("cosine").fingerprint
        with self._lock:
            self._used[folder] = None
            self._used.move_to_end(folder)
            for old in [path for path in self._used if str(path) not in needed][:-KEPT]:
                shutil.rmtree(old, ignore_errors=True)
                del self._used[old]
            if not folder.exists():
                self._write(space, folder)
        return folder

    def _write(self, space: EmbeddingSpace, folder: Path) -> None:
        part = Path(tempfile.mkdtemp(dir=self._parent))
        np.save(part / "vectors.npy", space.vectors, allow_pickle=False)
        if space.dataset is not None and space.dataset.text_column is not None:
            (part / "texts.json").write_text(json.dumps(space.dataset.texts), encoding="utf-8")
        folder.parent.mkdir(exist_ok=True)
        part.rename(folder)

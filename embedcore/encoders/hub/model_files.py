"""Models on this disk, in the layouts of the Hugging Face hub and of sentence-transformers; read without them."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from embedcore.errors import DataError
from embedcore.net.address_guard import private_use

REPOSITORY = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)
_OWN_TYPES = "sentence_transformers."
_DEFAULT_TOKENS = 512


@dataclass(frozen=True)
class ModelFiles:
    """A model on the disk. revision: the commit of the hub, or a digest of the files of a folder."""

    folder: Path
    revision: str

    @property
    def transformer(self) -> Path:
        """The folder of the first module, which holds the tokenizer."""
        first = next(iter(_modules(self.folder)), {"path": ""})
        return self.folder / str(first.get("path", ""))

    @property
    def is_clip(self) -> bool:
        return bool(_settings(self.transformer / "config.json").get("model_type") == "clip")

    @property
    def n_dims(self) -> int:
        """Length of a vector, from the settings; 0 where they don't say. Raises DataError where they can't be meant."""
        config = _settings(self.transformer / "config.json")
        if self.is_clip:
            return _number(config, "projection_dim")
        n_dims = _number(config, "hidden_size", "dim")
        for module in _modules(self.folder)[1:]:
            settings = _settings(self.folder / str(module.get("path", "")) / "config.json")
            if "out_features" in settings:
                n_dims = _number(settings, "out_features")
            elif "word_embedding_dimension" in settings or "embedding_dimension" in settings:
                n_dims = _pooled(settings)
        return n_dims

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that are read. Raises DataError where the settings can't be meant."""
        for folder in (self.transformer, self.folder):
            if known := _number(_settings(folder / "sentence_bert_config.json"), "max_seq_length"):
                return known
        config = _settings(self.transformer / "config.json")
        nested = config.get("text_config")
        positions = _number(nested if self.is_clip and isinstance(nested, dict) else config, "max_position_embeddings")
        positions = positions or _DEFAULT_TOKENS
        stated = _settings(self.transformer / "tokenizer_config.json").get("model_max_length", _DEFAULT_TOKENS)
        return min(int(stated) if isinstance(stated, int | float) and 0 < stated < 1e6 else positions, positions)

    @property
    def settings(self) -> dict[str, Any]:
        """What sentence-transformers keeps of a model. Raises DataError where it can't be meant."""
        return _settings(self.folder / "config_sentence_transformers.json")

    @property
    def size_mb(self) -> int:
        return round(sum(path.stat().st_size for path in self.folder.rglob("*.safetensors")) / 1e6)


def hub_folder() -> Path:
    """Where the Hugging Face libraries keep what they downloaded."""
    base = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "huggingface")
    return Path(os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE") or Path(base, "hub"))


def find_repository(repository: str) -> ModelFiles | None:
    """The model of that hub name ("org/name"), in the revision that was downloaded; None where it is not here."""
    base = hub_folder() / f"models--{repository.replace('/', '--')}"
    try:
        commit = (base / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = base / "snapshots" / commit
    if not re.fullmatch(r"[0-9a-f]{7,64}", commit) or not ((folder / "config.json").exists() or _modules(folder)):
        return None
    return ModelFiles(folder, commit)


def repositories() -> Iterator[tuple[str, ModelFiles]]:
    """Every sentence-transformers model that was downloaded, by its hub name."""
    for base in sorted(hub_folder().glob("models--*--*")):
        name = base.name.removeprefix("models--").replace("--", "/", 1)
        found = find_repository(name)
        if found is not None and (found.folder / "modules.json").exists():
            yield name, found


def whole_path(path: str) -> Path | None:
    """The folder with that whole path; None where the path is a relative one, there is none, or none may be named."""
    folder = Path(os.path.expanduser(path))  # Path.expanduser raises where there is no such home
    try:
        return folder if private_use() and folder.is_absolute() and folder.is_dir() else None
    except OSError:  # a name of thousands of letters
        return None


def find_folder(path: str) -> ModelFiles | None:
    """The model in a folder of one's own, named by its whole path (~ is the home); None where there is no model."""
    folder = whole_path(path)
    if folder is None or not ((folder / "modules.json").is_file() or (folder / "config.json").is_file()):
        return None
    files = [file for pattern in ("*.json", "*.safetensors", "*.txt", "*.model") for file in folder.rglob(pattern)]
    stamps = tuple(
        (str(file.relative_to(folder)), file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(files)
    )
    return ModelFiles(folder.resolve(), _digest(folder.resolve(), stamps))


def check_files(name: str, files: ModelFiles) -> None:
    """Refuses what would run code of others, or can't be read safely.

    Raises DataError for settings that can't be meant, for modules that are not of sentence-transformers, for code
    beside the model, and for weights that are no safetensors.
    """
    _ = files.n_dims, files.max_tokens
    foreign = [str(module.get("type")) for module in _modules(files.folder)]
    foreign = [kind for kind in foreign if not kind.startswith(_OWN_TYPES)]
    if foreign:
        raise DataError(
            f"{name} must be made of sentence-transformers' own modules (got {foreign[0]}, code that comes with the "
            "model); code of others is never run: choose another model"
        )
    if "auto_map" in _settings(files.transformer / "config.json"):
        raise DataError(
            f"{name} must not need code that comes with the model (its config.json names some in auto_map); "
            "such code is never run: choose another model"
        )
    for weights in sorted(files.folder.rglob("pytorch_model*.bin")):
        if not any(weights.parent.glob("model*.safetensors")):
            raise DataError(
                f"{name} must have its weights as safetensors (got {weights.relative_to(files.folder)}, a pickle, "
                "which can run code when it is read); choose a revision with model.safetensors, or convert it"
            )
    if not any(files.folder.rglob("*.safetensors")):
        raise DataError(f"{name} must have weights (got no .safetensors file); download it again")


def _pooled(settings: dict[str, Any]) -> int:
    """The length after pooling: as many times the tokens' as there are ways of pooling."""
    each = _number(settings, "word_embedding_dimension", "embedding_dimension")
    modes = settings.get("pooling_mode") or [name for name, on in settings.items() if on is True and "_mode_" in name]
    return each * (max(len(modes), 1) if isinstance(modes, list) else 1)


def _modules(folder: Path) -> list[dict[str, Any]]:
    found = _read_json(folder / "modules.json")
    return [module for module in found if isinstance(module, dict)] if isinstance(found, list) else []


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def _settings(path: Path) -> dict[str, Any]:
    """Names and values; none where the file is missing or can't be read. Raises DataError for anything else."""
    found = _read_json(path)
    if not isinstance(found, dict):
        raise DataError(
            f"{path.name} of a model must hold names and values (got a {type(found).__name__}); get it again"
        )
    return found


def _number(settings: dict[str, Any], *names: str) -> int:
    """The first of the settings that is there, 0 where none is. Raises DataError unless it is a number of things."""
    name = next((name for name in names if settings.get(name) is not None), "")
    value = settings.get(name, 0)
    if not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise DataError(f"{name} of a model must be a whole number (got {value!r:.40}); get its config.json again")
    return int(value)


@lru_cache(maxsize=32)
def _digest(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> str:
    """A digest of the files' contents; made once for files that did not change."""
    digest = blake2b(digest_size=20)
    for name, size, _ in stamps:
        digest.update(f"{name} {size}".encode())
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()

"""The encoder of a space: its name and options, from which it is made again, and what it learned from the data."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, runtime_checkable

import numpy as np

from embedcore.encoders import Encoder, load_encoder
from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment
from embedcore.encoders.catalogue import make_encoder
from embedcore.encoders.learned.state import ARRAYS_FILE, STATE_FILE, read_state
from embedcore.errors import EmbedcoreError
from embedcore.net import private_use
from embedcore.saved.archive import Archive, Parts
from embedcore.saved.values import decode_fields, encode_fields, mapping

_NEVER_GIVEN = ("api_key", "download")
_OF_THIS_MACHINE = ("path", "base_url")
"""Options that lead to a file or a server: a file from outside may name them in private use alone."""


@runtime_checkable
class _Learned(Protocol):
    def save(self, folder: Path) -> None: ...


def encode_encoder(encoder: Encoder, parts: Parts, path: str) -> dict[str, Any]:
    """Name, options and what was learned, never a key; of a changed one, the change and the model in it.

    Raises DataError where it has not learned yet.
    """
    if isinstance(encoder, AdjustedEncoder):
        inner = encode_encoder(encoder.inner, parts, f"{path}/inner")
        return {"inner": inner, "adjustment": encode_fields(encoder.adjustment, parts, f"{path}/adjustment")}
    options = getattr(encoder, "options", {})  # a model of one's own need not inherit
    made = {"name": encoder.card.name, "options": {key: options[key] for key in options if key not in _NEVER_GIVEN}}
    if not (encoder.card.learns and isinstance(encoder, _Learned)):
        return made
    with TemporaryDirectory() as folder:
        encoder.save(Path(folder))
        name, state, arrays = read_state(Path(folder))
    kept = {key: parts.add_array(f"{path}/{key}", array) for key, array in arrays.items()}
    return {"name": name, "options": {}, "learned": {"state": state, "arrays": kept}}


def decode_encoder(value: object, archive: Archive, path: str) -> tuple[Encoder | None, tuple[str, ...]]:
    """The encoder, or None and a note on why not and what to do. Raises DataError for what no encoder is made of."""
    content = mapping(value, archive, path)
    if "inner" in content:
        return _decode_changed(content, archive, path)
    name, options = content.get("name"), mapping(content.get("options"), archive, f"{path}/options")
    if not isinstance(name, str) or any(key in options for key in _NEVER_GIVEN):
        archive.refuse(f"{path} is of {name!r:.60} with {sorted(options)!r:.100}")
    if "learned" in content:
        return _decode_learned(name, mapping(content["learned"], archive, path), archive, path), ()
    try:
        encoder = make_encoder(name, {key: tuple(v) if isinstance(v, list) else v for key, v in options.items()})
        if not _is_expected(encoder, options):
            return None, (_note(name, options, "the file alone names the server or the file that it would use"),)
        return encoder, ()
    except EmbedcoreError as error:
        return None, (_note(name, options, str(error)),)


def _decode_changed(content: dict[str, Any], archive: Archive, path: str) -> tuple[Encoder | None, tuple[str, ...]]:
    adjustment = decode_fields(Adjustment, content.get("adjustment"), archive, f"{path}/adjustment")
    inner, why_not = decode_encoder(content["inner"], archive, f"{path}/inner")
    if inner is not None:
        return AdjustedEncoder(inner, adjustment), ()
    changed = f"these vectors were changed since they were made ({adjustment.name:.200}), and phrases would have to be"
    return None, (*why_not, f"{changed} changed alike: go back to the space before the change first")


def _is_expected(encoder: Encoder, options: Mapping[str, Any]) -> bool:
    """Whether nothing that was typed could go where only the file leads to."""
    if not any(key in options for key in _OF_THIS_MACHINE):
        return True
    return encoder.is_usual_server if encoder.card.remote else private_use()


def _note(name: str, options: Mapping[str, Any], reason: str) -> str:
    written = "".join(f", {key}={value!r}" for key, value in options.items())
    return (
        f"the model {name} could not be made again here ({reason:.300}), so no phrase can be searched for; when it "
        f"can: space.with_encoder(ec.get_encoder({name!r}{written}))"
    )


def _decode_learned(name: str, content: Mapping[str, Any], archive: Archive, path: str) -> Encoder:
    state = mapping(content.get("state"), archive, f"{path}/state")
    kept = mapping(content.get("arrays"), archive, f"{path}/arrays")
    if not all(key.isidentifier() for key in kept):
        archive.refuse(f"{path} has arrays of other names")
    arrays: dict[str, Any] = {key: archive.array(part) for key, part in kept.items()}
    with TemporaryDirectory() as folder:
        Path(folder, STATE_FILE).write_text(json.dumps({**state, "model": name}), encoding="utf-8")
        np.savez(Path(folder, ARRAYS_FILE), **arrays)
        return load_encoder(folder)

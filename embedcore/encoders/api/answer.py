"""What a server answers, read with suspicion: as many vectors as texts, each in its place, whole and finite."""

import base64
import json
from typing import Any

import numpy as np

from embedcore.errors import DataError
from embedcore.types import Vectors


def read_answer(content: bytes, n_texts: int, *, n_dims: int | None, host: str) -> tuple[Vectors, int | None]:
    """The vectors in a server's answer, whether sent as numbers or as base64, and the tokens that it counted.

    n_dims: the length that they must have; None takes whatever length all of them have.
    Returns (n_texts, n_dims) float32 in the order of the texts, and None where the server counts no tokens.
    Raises DataError, with what came, for anything else than one finite vector a text.
    """
    answer = _object(content, host)
    entries = answer.get("data")
    if not isinstance(entries, list):
        raise _wrong(host, 'a list "data"', f"the fields {', '.join(map(repr, list(answer)[:5])) or 'none'}")
    if len(entries) != n_texts:
        raise _wrong(host, f"{n_texts} vectors, one a text", f"{len(entries)}")
    vectors: dict[int, Vectors] = {}
    for entry in entries:
        index = entry.get("index") if isinstance(entry, dict) else None
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < n_texts:
            raise _wrong(host, f'an "index" from 0 to {n_texts - 1} with each vector', repr(index)[:50])
        if index in vectors:
            raise _wrong(host, 'each "index" once', f"{index} twice")
        vectors[index] = _vector(entry.get("embedding"), index, host)
    lengths = sorted({len(vector) for vector in vectors.values()})
    if len(lengths) > 1:
        raise _wrong(host, "vectors of one length", f"lengths {', '.join(map(str, lengths[:5]))}")
    if lengths == [0]:
        raise _wrong(host, "vectors", "empty ones")
    if n_dims is not None and lengths != [n_dims]:
        raise DataError(
            f"{host} must answer with vectors of {n_dims} dimensions, as asked for or as before (got {lengths[0]}); "
            "check model and dimensions (only vectors of one model and length can be compared), and where another "
            "model has taken the name, empty the vector cache"
        )
    return np.stack([vectors[index] for index in range(n_texts)]), _n_tokens(answer)


def _object(content: bytes, host: str) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        page = content[:200].lstrip().startswith(b"<")
        came = "a web page" if page else f"{len(content):,} bytes that are no whole JSON"
        raise _wrong(host, "JSON as OpenAI's API does", came) from None
    if not isinstance(answer, dict):
        raise _wrong(host, "a JSON object", f"a {type(answer).__name__}")
    return answer


def _vector(sent: object, index: int, host: str) -> Vectors:
    """One vector as float32: a list of numbers, or base64 of little-endian float32."""
    if isinstance(sent, str):
        try:
            numbers = np.frombuffer(base64.b64decode(sent, validate=True), dtype="<f4")
        except ValueError:  # not base64, or not a number of whole numbers
            raise _wrong(host, "whole base64 of 4-byte numbers", f"{len(sent):,} characters at index {index}") from None
    elif isinstance(sent, list):
        try:
            numbers = np.array(sent)
        except (ValueError, OverflowError):  # lists of different lengths in the list
            numbers = np.array(["?"])
        if sent and (numbers.ndim != 1 or numbers.dtype.kind not in "fiu"):
            raise _wrong(host, "vectors of numbers", f"something else at index {index}")
    else:
        raise _wrong(host, "vectors as numbers or base64", f"{type(sent).__name__} at index {index}")
    with np.errstate(over="ignore"):
        vector = numbers.astype(np.float32)
    if not np.isfinite(vector).all():
        raise _wrong(host, "finite numbers", f"NaN or infinity at index {index}")
    return vector


def _n_tokens(answer: dict[str, Any]) -> int | None:
    usage = answer.get("usage")
    counts = [usage.get(name) for name in ("total_tokens", "prompt_tokens")] if isinstance(usage, dict) else []
    return next((n for n in counts if isinstance(n, int) and not isinstance(n, bool) and n > 0), None)


def _wrong(host: str, must: str, came: str) -> DataError:
    return DataError(
        f"{host} must answer with {must} (got {came}); "
        "check base_url and model, and whether the server speaks OpenAI's embeddings interface"
    )

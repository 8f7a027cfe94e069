"""Messages between our own processes, without any process."""

import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import embedcore as ec
from embedcore.files import file_of
from embedcore.jobs import wire
from embedcore.reading import large_files


def sent(
    body: object, *, shared: bool = False, here: wire.Spaces | None = None, there: wire.Spaces | None = None
) -> Any:
    stream = BytesIO()
    wire.packed("kind", "id", body, here or wire.Spaces()).write(stream)
    stream.seek(0)
    message = wire.read(stream, there or wire.Spaces(), shared=shared)
    assert message is not None
    assert (message.kind, message.id) == ("kind", "id")
    assert wire.read(stream, wire.Spaces(), shared=shared) is None
    return message.open()


@pytest.mark.parametrize(
    "body",
    [None, [], ["a", "", "ü \ud83d PK"], [b"", b"abc", b"\x00" * 3], {"a": (1, 2.5, float("inf"))}],
    ids=["nothing", "no items", "texts", "bytes", "numbers"],
)
def test_what_is_sent_arrives(body: object) -> None:
    assert sent(body) == body


@pytest.mark.parametrize("shared", [True, False])
def test_arrays_travel_as_they_are(shared: bool) -> None:
    arrays = [np.arange(12, dtype=np.float32).reshape(3, 4), np.zeros((0, 5)), np.arange(10)[::2], np.array(3.5)]
    back = sent(arrays, shared=shared)
    for one, other in zip(arrays, back, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert back[0].flags.writeable is not shared


def test_a_space_is_named_and_comes_back_as_itself() -> None:
    here, there = wire.Spaces(), wire.Spaces()
    space = ec.EmbeddingSpace(np.eye(3), dataset=ec.Dataset.from_texts(["a", "b", "c"])).with_metric("euclidean")
    parcel = wire.packed("kind", "id", [space], here)
    assert parcel.spaces == (space,)
    assert sum(len(part) for part in parcel.parts) < 300  # its name alone
    there.keep(wire.space_key(space), space.vectors, list(space.texts or ()))
    (other,) = sent([space], here=here, there=there)
    assert (str(other.metric), other.texts) == ("euclidean", ["a", "b", "c"])
    assert np.array_equal(other.vectors, space.vectors)
    assert sent(other, here=there, there=here) is space
    assert wire.space_key(space) == wire.space_key(space.with_metric("dot")) == wire.space_key(other)


def test_of_mapped_vectors_only_the_place_in_the_file_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_files, "MAPPED_BYTES", 1_000)
    np.save(tmp_path / "own.npy", np.random.default_rng(0).normal(size=(500, 20)).astype(np.float32))
    space = ec.with_vectors(ec.read_table(tmp_path / "own.npy")).space()
    there, place = wire.Spaces(), wire.vectors_to_send(space)
    parcel = wire.packed("keep", "key", (place, None), wire.Spaces())
    assert sum(len(part) for part in parcel.parts) < 500
    there.keep("key", *sent((place, None)))
    other = there.find(("key", "cosine"))
    assert np.array_equal(other.vectors, space.vectors)
    assert file_of(other.vectors) == file_of(space.vectors)
    assert not np.shares_memory(other.vectors, space.vectors)  # mapped once more, as another process does
    (tmp_path / "own.npy").touch()
    assert wire.vectors_to_send(space) is space.vectors
    plain = ec.EmbeddingSpace(np.eye(3))
    assert wire.vectors_to_send(plain) is plain.vectors


def test_a_space_that_was_dropped_is_not_known() -> None:
    there = wire.Spaces()
    space = ec.EmbeddingSpace(np.eye(3))
    there.keep(wire.space_key(space), space.vectors, None)
    there.drop(wire.space_key(space))
    with pytest.raises(KeyError, match=wire.space_key(space)):
        sent(space, there=there)


@pytest.mark.parametrize("n_bytes", [1, 3, 4, 11, 30, -1])
def test_a_message_that_stops_is_refused(n_bytes: int) -> None:
    stream = BytesIO()
    wire.packed("kind", "id", np.zeros(10), wire.Spaces()).write(stream)
    with pytest.raises(EOFError, match="a message must be whole"):
        wire.read(BytesIO(stream.getvalue()[:n_bytes]), wire.Spaces(), shared=False)


def test_what_is_not_a_message_is_refused() -> None:
    with pytest.raises((EOFError, pickle.UnpicklingError)):
        wire.read(
            BytesIO(b"\x00\x00\x00\x02" + b"\x00" * 7 + b"\x03" + b"\x00" * 7 + b"\x01" + b"no m"),
            wire.Spaces(),
            shared=False,
        )

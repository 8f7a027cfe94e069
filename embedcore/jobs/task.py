"""What a task is, which model it names, and what a worker keeps between tasks."""

import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, TypeVar

from embedcore.encoders import DEFAULT_MODEL, Encoder, ModelCard, get_encoder, load_encoder
from embedcore.errors import Cancelled, EmbedcoreError
from embedcore.jobs.recent import Recent
from embedcore.types import OnProgress

T = TypeVar("T")

ENCODER, MAPPER, FETCHER = ROLES = ("encoder", "mapper", "fetcher")
"""The kinds of worker: one holds the models, one maps and groups, one waits for downloads, so that no other has to."""

QUICK_S = 5.0
"""Work of about so many seconds does not wait for the long work of others."""
ENCODERS_KEPT = 4
_SALT = secrets.token_bytes(16)
"""So that the digest of a key tells nothing, and is another in each process."""


@dataclass(frozen=True)
class ModelChoice:
    """A model's name and its options.

    secret: an API's key, which shows nowhere. learned: the folder with what the model learned from the data; empty for
    one that does not learn, or has not yet.
    """

    name: str = DEFAULT_MODEL
    options: tuple[tuple[str, Any], ...] = ()
    secret: str = field(default="", repr=False)
    learned: str = ""

    @property
    def key(self) -> str:
        """Names the choice, for jobs and caches; another key of an API is another choice."""
        whose = blake2b(self.secret.encode(), key=_SALT, digest_size=8).hexdigest() if self.secret else ""
        return f"{self.name} {self.options} {whose}"

    @property
    def host(self) -> str:
        """The server that items are sent to, for a model behind an API; empty for others."""
        return self.encoder().host

    @property
    def card(self) -> ModelCard:
        return self.encoder().card

    def encoder(self) -> Encoder:
        """The encoder in this process; its weights are not loaded until it encodes."""
        if self.learned:
            return load_encoder(self.learned)
        return get_encoder(self.name, **dict(self.options), **({"api_key": self.secret} if self.secret else {}))


DEFAULT_CHOICE = ModelChoice()


class Kept:
    """What a worker keeps between tasks: the encoders used last."""

    def __init__(self) -> None:
        self._encoders: Recent[ModelChoice, Encoder] = Recent(ENCODERS_KEPT)

    def encoder(self, model: ModelChoice) -> Encoder:
        """The encoder of that model. One that has yet to learn is always a new one: two may learn at once."""
        known = self._encoders.get(model)
        if known is None:
            known = model.encoder()
            if model.learned or not known.card.learns:
                self._encoders.put(model, known)
        return known

    def learned(self, model: ModelChoice, folder: str, encoder: Encoder) -> None:
        """Keeps an encoder that has just learned, and lies in that folder."""
        self._encoders.put(replace(model, learned=folder), encoder)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A piece of work for a worker; what it returns is sent back, a space in it by its name.

    work: a function of a module, called with what the worker keeps, with what is told of progress (it raises Cancelled
    where the task was cancelled), and with args. role: the kind of worker. seconds: about how long it takes on two
    cores; it must only tell short work from long work. n_rows, n_bytes: what the limits of a visitor are about;
    n_bytes is the memory that the task itself takes on its way, beside what its visitor has anyway. until: what is so
    when it is done, for those who wait.
    """

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()
    role: str = MAPPER
    seconds: float = 0.0
    n_rows: int = 0
    n_bytes: int = 0
    until: str = "other work is done"

    @property
    def quick(self) -> bool:
        return self.seconds <= QUICK_S

    def run(self, kept: Kept, report: OnProgress) -> Any:
        return self.work(kept, report, *self.args)


class UnforeseenError(EmbedcoreError):
    """What nobody foresaw, as a sentence for people. details: where it was, for the log, without any data."""

    details = ""


def attempt(what: Callable[[], T]) -> T | EmbedcoreError:
    """What it gives, or why it gives nothing. Raises Cancelled alone."""
    try:
        return what()
    except Cancelled:
        raise
    except EmbedcoreError as error:
        return error.with_traceback(None)
    # The one border where every exception is caught: whatever goes wrong in one job must not end any other.
    except Exception as error:  # noqa: BLE001
        return _unforeseen(error)


def _unforeseen(error: Exception) -> UnforeseenError:
    """The text of the exception may hold a key, data or a path, so it is not shown."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    if isinstance(error, MemoryError):
        why = "memory ran out"
    found = UnforeseenError(f"This work ended by something unforeseen ({why}); run it again, or load fewer rows.")
    found.details = f"{type(error).__name__} at\n{''.join(traceback.format_tb(error.__traceback__))}"
    return found

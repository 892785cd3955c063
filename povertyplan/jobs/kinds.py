"""Which kinds of long work there are, and what each may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from povertyplan.jobs.models import Job


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one attempt may take: bytes of address space beyond the worker's own, seconds of processor and
    by the clock.
    """

    memory: int = 2 << 30
    cpu: int = 600
    wall: float = 900.0


@dataclass(frozen=True, kw_only=True)
class File:
    """A file for the owner; its name names no person."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is left to do when all is computed: `act` writes what the job is for and says what was done.

    It runs in the transaction that ends the job, so that it counts once or not at all.
    """

    act: Callable[[], str]
    file: File | None = None


class Step(Protocol):
    """Tells the owner what is being done, and how much of how much."""

    def __call__(self, words: str, done: int = 0, total: int = 0) -> None: ...


Run = Callable[[Job, Step], Ending]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How work of a kind is done. `run` raises DomainError with a sentence when it cannot be."""

    run: Run
    limits: Limits


_KINDS: dict[str, Kind] = {}


def runs(name: str, *, limits: Limits = Limits()) -> Callable[[Run], Run]:
    """Have jobs of the kind `name` run by the function, within `limits`."""

    def register(run: Run) -> Run:
        _KINDS[name] = Kind(run=run, limits=limits)
        return run

    return register


def known() -> list[str]:
    """The kinds that this program knows: while machines are upgraded one by one, others may know more."""
    return list(_KINDS)


def kind_of(job: Job) -> Kind:
    """The job's kind, one of those known."""
    return _KINDS[job.kind]

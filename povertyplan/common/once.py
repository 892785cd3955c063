"""What a page that only reads asks again and again, it asks once: nothing that it does changes the answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Until it ends, `once` keeps what it was told."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(what: Hashable, ask: Callable[[], T]) -> T:
    """The answer to `ask`; on a page that only reads, the one that it gave before."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if what not in answers:
        answers[what] = ask()
    found: T = answers[what]
    return found

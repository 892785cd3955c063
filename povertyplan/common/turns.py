"""The requests of a process take turns: a few are worked at, the others wait for their turn and not for each
other.

Sixty threads at work at once stand in each other's way, at Python's own lock and at the log of a commune that
somebody holds who waits for Python's (docs/decisions/0024).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Lent = Callable[[], AbstractContextManager[None]]
AT_WORK = 2  # requests of a process
PATIENCE = 3.0  # seconds; who has waited so long works too: those at work wait for something themselves


class Turns:
    """So many at a time, first come, first served; a semaphore of Python's lets newcomers past who waits."""

    def __init__(self, count: int) -> None:
        self._free, self._waiting, self._lock = count, deque[threading.Lock](), threading.Lock()

    def acquire(self, timeout: float) -> bool:
        """Whether there was a turn in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # given in the last moment

    def release(self) -> None:
        """Hand the turn to who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


_turns = Turns(AT_WORK)
_lent: Lent = nullcontext


def lend_with_turns(lent: Lent) -> None:
    """Have each request of this process work inside such a context; before it answers anybody."""
    global _lent
    _lent = lent


class _Mine(threading.local):
    """What a thread knows of its request: whether it takes part, and whether it has its turn."""

    takes_part = False
    has_turn = False


_mine = _Mine()


class TurnMiddleware:
    """Stands before all that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _mine.takes_part = True
        take_turn()
        try:
            with _lent():
                return self.get_response(request)
        finally:
            give_way()
            _mine.takes_part = False


def take_turn() -> None:
    """Wait until few enough are at work; nothing where there is no request."""
    if _mine.takes_part and not _mine.has_turn:
        _mine.has_turn = _turns.acquire(timeout=PATIENCE)


def give_way() -> None:
    """Let somebody else work: what follows waits, for a browser or another process."""
    if _mine.has_turn:
        _mine.has_turn = False
        _turns.release()


@contextmanager
def giving_way() -> Iterator[None]:
    """Give way, and take the next turn after it. In no transaction: others would wait for its locks."""
    give_way()
    try:
        yield
    finally:
        take_turn()

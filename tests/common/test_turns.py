"""A few requests are worked at, in the order in which they came; who waits for something gives way."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse

from povertyplan.common import turns
from povertyplan.common.bodies import WholeBody
from povertyplan.common.turns import TurnMiddleware, Turns, giving_way

LONG = 5.0  # seconds that nothing here takes
Ask = Callable[[Callable[[], object]], Future[HttpResponse]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Work at a request in a thread of its own; one at a time."""
    monkeypatch.setattr(turns, "_turns", Turns(1))
    monkeypatch.setattr(turns, "PATIENCE", LONG)
    with ThreadPoolExecutor(20) as threads:

        def asked(work: Callable[[], object]) -> Future[HttpResponse]:
            def view(request: HttpRequest) -> HttpResponse:
                work()
                return HttpResponse()

            return threads.submit(TurnMiddleware(view), HttpRequest())

        yield asked


def occupied(ask: Ask) -> threading.Event:
    """Have a request at work until the event is set."""
    began, end = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        end.wait(LONG)

    ask(work)
    assert began.wait(LONG)
    return end


def test_the_others_wait_and_come_in_order(ask: Ask) -> None:
    """Seen failing with two turns, and with the newest of those who wait first."""
    end, done = occupied(ask), list[int]()
    for number in range(9):
        ask(lambda number=number: done.append(number))  # type: ignore[misc]
        time.sleep(0.01)
    assert done == []
    end.set()
    ask(lambda: done.append(9)).result(LONG)
    assert done == [*range(10)]


def waits_its_next_turn(ask: Ask, waits: Callable[[Callable[[], object]], object]) -> bool:
    """Whether a request whose work `waits` lets another work meanwhile, and goes on after it, not before."""
    away, back, order = threading.Event(), threading.Event(), list[str]()

    def waiting() -> None:
        away.set()
        back.wait(LONG)

    def work() -> None:
        waits(waiting)
        order.append("went on")

    first = ask(work)
    assert away.wait(LONG)
    end = occupied(ask)
    back.set()
    time.sleep(0.05)
    early = bool(order)
    end.set()
    first.result(LONG)
    return order == ["went on"] and not early


def test_who_waits_for_something_gives_way(ask: Ask) -> None:
    """Seen failing with `giving_way` that does nothing."""

    def printing(waiting: Callable[[], object]) -> None:
        with giving_way():
            waiting()

    assert waits_its_next_turn(ask, printing)


def test_a_slow_browser_gives_way_until_all_is_there(ask: Ask) -> None:
    """Seen failing without `give_way` in WholeBody, and without `take_turn`."""

    def uploading(waiting: Callable[[], object]) -> None:
        class Slow(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                waiting()
                return super().read(size)

        WholeBody(Slow(b"12345678"), 8).read(8)

    assert waits_its_next_turn(ask, uploading)


def test_who_waited_too_long_works_too(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those at work may wait for a lock. Seen failing without a timeout, and where who gave up still takes
    the turn that comes.
    """
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    end = occupied(ask)
    ask(lambda: None).result(1)
    monkeypatch.setattr(turns, "PATIENCE", LONG)
    end.set()
    ask(lambda: None).result(1)


def test_an_error_gives_the_turn_back(ask: Ask) -> None:
    """Seen failing without `finally`."""
    with pytest.raises(ZeroDivisionError):
        ask(lambda: 1 // 0).result(LONG)
    assert turns._turns.acquire(timeout=0)


def test_no_request_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that prints waits for nobody. Seen failing without `takes_part`."""
    monkeypatch.setattr(turns, "_turns", Turns(1))
    with giving_way():
        pass
    assert turns._turns.acquire(timeout=0)


def test_no_turn_is_lost_or_doubled() -> None:
    """Seen failing where who gave up leaves its place behind, and with a turn too many handed on."""
    counted, lock, at_work, most = Turns(3), threading.Lock(), 0, 0

    def work(number: int) -> None:
        nonlocal at_work, most
        if counted.acquire(timeout=0.001 * (number % 7)):
            with lock:
                at_work, most = at_work + 1, max(most, at_work + 1)
            time.sleep(0.001)
            with lock:
                at_work -= 1
            counted.release()

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(work, range(400)))
    assert most == 3
    assert [counted.acquire(timeout=0) for _ in range(4)] == [True, True, True, False]

"""Connections go from request to request, whole, and with nothing of the request before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.http import HttpRequest, HttpResponse

from povertyplan.accounts.models import User
from povertyplan.common import connection_pool, turns
from povertyplan.common.connection_pool import ConnectionPool
from povertyplan.common.turns import TurnMiddleware, Turns
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[[Callable[[], Any]], Future[Any]]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ConnectionPool]:
    """One that keeps two connections."""
    opened = ConnectionPool(2)
    monkeypatch.setattr(turns, "_turns", Turns(9))
    monkeypatch.setattr(turns, "_lent", opened.lent)
    yield opened
    for _, each in opened._free:
        each.close()


@pytest.fixture
def ask(pool: ConnectionPool) -> Iterator[Ask]:
    """What a request came to, each in a thread of its own."""

    def answered(work: Callable[[], Any]) -> Any:
        found: list[Any] = []

        def view(request: HttpRequest) -> HttpResponse:
            found.append(work())
            return HttpResponse()

        try:
            TurnMiddleware(view)(HttpRequest())
            assert connections[DEFAULT_DB_ALIAS].connection is None  # the thread's own was not opened
        finally:
            connections.close_all()
        return found[0]

    with ThreadPoolExecutor(9) as threads:
        yield lambda work: threads.submit(answered, work)


def used() -> int:
    """Which connection this is."""
    User.objects.count()
    return id(connection.connection)


def at_once(ask: Ask, count: int) -> set[int]:
    """The connections of so many requests at work at the same time."""
    meeting = threading.Barrier(count)

    def work() -> int:
        mine = used()
        meeting.wait(10)
        return mine

    return {asked.result(10) for asked in [ask(work) for _ in range(count)]}


def test_a_request_goes_on_with_the_connection_of_the_one_before(ask: Ask) -> None:
    assert len({ask(used).result(10) for _ in range(5)}) == 1


def test_those_at_the_same_time_have_one_each_and_no_more_are_kept_than_may_be(
    ask: Ask, pool: ConnectionPool
) -> None:
    assert len(at_once(ask, 3)) == 3
    assert len(pool._free) == 2
    assert len(at_once(ask, 2) | at_once(ask, 2)) == 2


def test_a_connection_that_was_handed_on_writes_in_transactions(ask: Ask) -> None:
    def write() -> int:
        with transaction.atomic():
            UserFactory.create()
        with transaction.atomic():
            UserFactory.create()
            transaction.set_rollback(True)
        return id(connection.connection)

    assert len({ask(write).result(10) for _ in range(3)}) == 1
    assert User.objects.count() == 3


def test_a_transaction_that_was_left_open_goes_with_its_connection(ask: Ask, pool: ConnectionPool) -> None:
    def leave() -> None:
        transaction.atomic().__enter__()
        UserFactory.create()

    ask(leave).result(10)
    assert pool._free == []
    assert ask(User.objects.count).result(10) == 0


def test_statements_are_counted_across_and_by_nobody_afterwards(ask: Ask, pool: ConnectionPool) -> None:
    counted: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        counted.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(count), pool.lent():
        User.objects.count()
    assert len(counted) == 1
    ask(used).result(10)
    assert len(counted) == 1
    assert [each.execute_wrappers for _, each in pool._free] == [[]]


def test_a_connection_that_broke_in_a_request_is_not_kept(ask: Ask, pool: ConnectionPool) -> None:
    def spoil() -> None:
        used()
        mine = connections[DEFAULT_DB_ALIAS]
        mine.errors_occurred, mine.is_usable = True, lambda: False  # type: ignore[method-assign]

    ask(spoil).result(10)
    assert pool._free == []
    assert ask(User.objects.count).result(10) == 0


def test_a_connection_that_broke_while_it_rested_is_opened_anew(
    ask: Ask, pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_pool, "REST", 0.0)
    ask(used).result(10)
    ((_, resting),) = pool._free
    before, resting.is_usable = resting.connection, lambda: False  # type: ignore[method-assign]

    assert ask(User.objects.count).result(10) == 0
    assert resting.connection is not before

"""People who work at the same time: each thinks, asks, thinks again; now and then all pause, and one of them
works alone, so that how long answers take under load and how long they take idle come from the same minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.load.journeys import Person
from benchmarks.server import Browser

THINK = 2.0, 8.0  # seconds
AGAIN = 5.0  # seconds after a pause until the load is what it was


@dataclass(frozen=True)
class Answer:
    """One answer: in which share, for what, how long it took, and what is wrong with it. One of the warm-up
    or of the return from a pause counts for what is wrong with it alone.
    """

    share: str
    route: str
    seconds: float
    fault: str
    counts: bool


@dataclass
class Watch:
    """Collects answers."""

    counts: bool = False
    answers: list[Answer] = field(default_factory=list)

    def ask(
        self, browser: Browser, share: str, route: str, address: str, fields: list[tuple[str, str]] | None
    ) -> str:
        """Ask, and note how long the answer took and whether it is what was wanted: 200 to a question, a
        redirect to a form, which else comes back with what is wrong in it.
        """
        counts, began, text = self.counts, time.perf_counter(), ""
        try:
            status, text = browser.ask("GET" if fields is None else "POST", address, fields)
            fault = "" if status == (200 if fields is None else 302) else f"{status} {route}"
        except OSError as error:
            fault = f"{type(error).__name__} {route}"
        self.answers.append(Answer(share, route, time.perf_counter() - began, fault, counts))
        return "" if fault else text


class Crowd:
    """Everybody at work, from `with` on until it ends."""

    def __init__(self, people: Sequence[Person], *, alone: Person) -> None:
        self.watch, self.watch_alone, self._alone = Watch(), Watch(counts=True), alone
        self._over, self._open = threading.Event(), threading.Event()
        self._nobody_asks = threading.Condition()
        self._asking = 0
        self._threads = [threading.Thread(target=self._work, args=[each]) for each in people]

    def __enter__(self) -> Crowd:
        self._open.set()
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._open.set()
        for each in self._threads:
            each.join()

    def _work(self, person: Person) -> None:
        self._over.wait(person.dice.uniform(0, THINK[1]))
        while not self._over.is_set():
            with self._one_more():
                person.act(self.watch.ask)
            self._over.wait(person.dice.uniform(*THINK))
            if not self._open.is_set():
                self._open.wait()
                self._over.wait(person.dice.uniform(0, THINK[1]))

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        with self._nobody_asks:
            self._asking += 1
        try:
            yield
        finally:
            with self._nobody_asks:
                self._asking -= 1
                self._nobody_asks.notify()

    def alternate(self, works: Iterable[Callable[[], object]], *, alone: float) -> None:
        """For each of the works: have one person work alone for some seconds, then everybody again; count
        the answers that are asked for while the work runs.
        """
        for work in works:
            self._open.clear()
            with self._nobody_asks:
                self._nobody_asks.wait_for(lambda: not self._asking)
            until = time.monotonic() + alone
            while time.monotonic() < until:
                self._alone.act(self.watch_alone.ask)
            self._open.set()
            time.sleep(AGAIN)
            self.watch.counts = True
            work()
            self.watch.counts = False

    def taken(self) -> tuple[list[Answer], list[Answer]]:
        """The answers to everybody and to the one alone since this was last asked."""
        taken = self.watch.answers, self.watch_alone.answers
        self.watch.answers, self.watch_alone.answers = [], []
        return taken

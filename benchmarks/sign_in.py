"""What sixty people who sign in at the same moment do to everybody else, on the server that scripts/serve
starts; and whether the time of an answer tells which names exist.
"""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.test import Client

from benchmarks.result import Result, Size, compared
from benchmarks.server import Browser, served
from povertyplan.accounts.models import SignInTries, User


@dataclass(frozen=True)
class _Amount:
    people: int
    bursts: int
    samples: int


AMOUNTS = {Size.FULL: _Amount(60, 10, 200), Size.QUICK: _Amount(6, 1, 3)}
PROBE_EVERY, PAUSE = 0.05, 1.0
PAGE, DOOR = "/xa/", "/dang-nhap/"
PASSWORD = "bench-lua-chin-vang"
TIMES, SPREAD = 5.0, 1.10


class Reader(Browser):
    """Somebody at the door."""

    def sign_in(self, username: str, at: threading.Barrier | None = None) -> None:
        """Open the door's page, wait for the others, send the form."""
        _, page = self.ask("GET", DOOR)
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        if at:
            at.wait()
        given = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        status, _ = self.ask("POST", DOOR, given)
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")


def _probes(browser: Browser, pool: ThreadPoolExecutor, until: threading.Event) -> list[float]:
    """Seconds that the plain page took, asked for at a steady pace, however slow the answers are."""

    def probe() -> float:
        start = time.perf_counter()
        status, _ = browser.ask("GET", PAGE)
        if status != 200:
            raise RuntimeError(f"{PAGE} answered {status}")
        return time.perf_counter() - start

    asked = []
    while not until.wait(PROBE_EVERY):
        asked.append(pool.submit(probe))
    return [answer.result() for answer in asked]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _crowd(amount: _Amount) -> Result:
    hashed = make_password(PASSWORD)
    names = [f"bench{number}" for number in range(amount.people)]
    User.objects.bulk_create(User(username=name, full_name=name, password=hashed) for name in names)
    pairs, bursts, probes = [], list[float](), 0
    with served() as (port, _), ThreadPoolExecutor(amount.people) as crowd, ThreadPoolExecutor(60) as pool:
        reader = Reader(port)
        reader.sign_in(names[0])
        for _ in range(20):
            reader.ask("GET", PAGE)
        for _ in range(amount.bursts):
            pause = threading.Event()
            threading.Timer(PAUSE, pause.set).start()
            idle = _probes(reader, pool, pause)
            ready, all_in = threading.Barrier(amount.people + 1), threading.Event()
            doors = [crowd.submit(Reader(port).sign_in, name, ready) for name in names]
            ready.wait()
            start = time.perf_counter()
            threading.Thread(target=lambda d=doors, e=all_in: (wait(d), e.set())).start()
            busy = _probes(reader, pool, all_in)
            bursts.append(time.perf_counter() - start)
            for door in doors:
                door.result()
            pairs.append((_p95(busy), _p95(idle)))
            probes += len(busy)
    return compared(
        f"p95 of a plain page while {amount.people} people sign in at once",
        pairs,
        floor="p95 of the idle page",
        most=TIMES,
        note=f"{amount.bursts} bursts, all in after {statistics.median(bursts):.1f} s; {probes} probes",
    )


def _equal_times(samples: int) -> Result:
    """The name whose answer takes longest against the one whose takes least."""
    User.objects.create(username="shut", full_name="shut", password=make_password(PASSWORD), is_active=False)
    seconds: dict[str, list[float]] = {"canbo": [], "nobody": [], "shut": []}
    client = Client()
    for _ in range(samples):
        for name, taken in seconds.items():
            SignInTries.objects.all().delete()
            start = time.perf_counter()
            response = client.post(DOOR, {"username": name, "password": "wrong"})
            taken.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise RuntimeError(f"a wrong password answered {response.status_code}")
    told = {"canbo": "a known name", "nobody": "an unknown name", "shut": "a shut name"}
    quickest, *_, slowest = sorted(seconds, key=lambda name: statistics.median(seconds[name]))
    pairs = list(zip(seconds[slowest], seconds[quickest], strict=True))
    return compared(f"wrong password of {told[slowest]}", pairs, floor=f"of {told[quickest]}", most=SPREAD)


def measure(size: Size) -> Iterator[Result]:
    """The three kinds of names at the door; a plain page while many go through it."""
    amount = AMOUNTS[size]
    yield _equal_times(amount.samples)
    yield _crowd(amount)

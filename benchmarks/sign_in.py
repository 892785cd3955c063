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

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from benchmarks.database import Result
from benchmarks.server import Browser, served
from povertyplan.accounts.models import SignInTries, User

PEOPLE, BURSTS = 60, 10
PROBE_EVERY, PAUSE = 0.05, 1.0
PAGE, DOOR = "/xa/", "/dang-nhap/"
PASSWORD = "bench-lua-chin-vang"
RATIO_BAR = 5
SAMPLES, SPREAD_BAR = 200, 0.10


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


def _parallel() -> Result:
    hashed = make_password(PASSWORD)
    names = [f"bench{number}" for number in range(PEOPLE)]
    User.objects.bulk_create(User(username=name, full_name=name, password=hashed) for name in names)
    idle, busy, bursts = list[float](), list[float](), list[float]()
    with served() as (port, _), ThreadPoolExecutor(PEOPLE) as crowd, ThreadPoolExecutor(PEOPLE) as pool:
        reader = Reader(port)
        reader.sign_in(names[0])
        for _ in range(20):
            reader.ask("GET", PAGE)
        for _ in range(BURSTS):
            pause = threading.Event()
            threading.Timer(PAUSE, pause.set).start()
            idle += _probes(reader, pool, pause)
            ready, all_in = threading.Barrier(PEOPLE + 1), threading.Event()
            doors = [crowd.submit(Reader(port).sign_in, name, ready) for name in names]
            ready.wait()
            start = time.perf_counter()
            threading.Thread(target=lambda d=doors, e=all_in: (wait(d), e.set())).start()
            busy += _probes(reader, pool, all_in)
            bursts.append(time.perf_counter() - start)
            for door in doors:
                door.result()
    ratio = _p95(busy) / _p95(idle)
    return Result(
        f"plain page while {PEOPLE} people sign in at once: p95 {_p95(busy) * 1000:.0f} ms, idle"
        f" {_p95(idle) * 1000:.0f} ms, ratio {ratio:.1f} (bar {RATIO_BAR} ×; {BURSTS} bursts of"
        f" {statistics.median(bursts):.1f} s, {len(busy)} and {len(idle)} probes)",
        ratio <= RATIO_BAR,
    )


def _equal_times() -> Result:
    User.objects.create(username="shut", full_name="shut", password=make_password(PASSWORD), is_active=False)
    seconds: dict[str, list[float]] = {"canbo": [], "nobody": [], "shut": []}
    client = Client()
    for _ in range(SAMPLES):
        for name, taken in seconds.items():
            SignInTries.objects.all().delete()
            start = time.perf_counter()
            response = client.post(DOOR, {"username": name, "password": "wrong"})
            taken.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise RuntimeError(f"a wrong password answered {response.status_code}")
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    spread = max(medians.values()) / min(medians.values()) - 1
    told = ", ".join(f"{name} {median * 1000:.1f} ms" for name, median in medians.items())
    return Result(
        f"wrong password of a known, an unknown and a shut name: {told}, spread {spread:.1%}"
        f" (bar {SPREAD_BAR:.0%}; medians of {SAMPLES})",
        spread <= SPREAD_BAR,
    )


def measure() -> Iterator[Result]:
    """p95 of a plain page during ten bursts over the idle one of the same run; medians at the door."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS.append("testserver")
    yield _equal_times()
    yield _parallel()

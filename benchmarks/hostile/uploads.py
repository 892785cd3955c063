"""Hostile files through every view that takes one, on a running server, and what others feel of it.

Seen failing on the program before it dropped marks that no letter carries and limited the lines of a text: a
worker was killed, and three answers came late.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks.hostile.files import PDFS, PICTURES, WORDS, WORKBOOKS, Made
from benchmarks.hostile.server import Serving, p95, serving
from benchmarks.result import Result, Size, tallied, timed

VIEWS: dict[str, tuple[str, Mapping[str, Made], str]] = {
    # who sends it, what, and the ending that the browser names
    "households:register_upload": ("officer", WORKBOOKS, "xlsx"),
    "plans:table_upload": ("officer", WORKBOOKS, "xlsx"),
    "assignments:agencies_upload": ("officer", WORKBOOKS, "xlsx"),
    "assignments:import": ("officer", WORKBOOKS, "xlsx"),
    "reports:facts_upload": ("officer", WORKBOOKS, "xlsx"),
    "plans:plan_read": ("officer", WORDS, "docx"),
    "assignments:proof_add": ("officer", PICTURES, "jpg"),
    "plans:signed_copy_add": ("clerk", PDFS, "pdf"),
}
QUICK_FILES = 3
SECONDS_BAR, MEMORY_BAR, RATIO_BAR = 15.0, 700, 3.0
AT_ONCE, WARM, IDLE = 2, 10, 10.0


def measure(size: Size) -> Iterator[Result]:
    """Each file to each view, two at once, while somebody else opens a page."""
    with serving() as server:
        urls = {name: server.place.url(name) for name in VIEWS}
        jobs = [
            (name, file)
            for name, (_, files, _) in VIEWS.items()
            for file in (files if size is Size.FULL else list(files)[:: len(files) // QUICK_FILES])
        ]
        for _ in range(WARM):
            server.ask("leader", "/xa/")
        yield from _measured(server, urls, jobs, idle_seconds=IDLE if size is Size.FULL else 2.0)


def _measured(
    server: Serving, urls: Mapping[str, str], jobs: list[tuple[str, str]], *, idle_seconds: float
) -> Iterator[Result]:
    outcomes: Counter[str] = Counter()
    slow, wrong = list[float](), list[str]()
    workers = server.workers()
    idle = _idle(server, idle_seconds)
    done = threading.Event()

    def send(job: tuple[str, str]) -> None:
        name, file = job
        reader, files, ending = VIEWS[name]
        content = files[file]()
        answer = server.ask(reader, urls[name], {"file": SimpleUploadedFile(f"tep.{ending}", content)})
        outcomes[f"{name.partition(':')[2]} {answer.status}"] += 1
        slow.append(answer.seconds)
        if answer.status in {0, *range(500, 600)} or answer.seconds > SECONDS_BAR:
            wrong.append(f"{name}, {file}: {answer.status} in {answer.seconds:.1f} s")

    with ThreadPoolExecutor(AT_ONCE + 2) as pool:
        watching, probing = pool.submit(server.watch, done), pool.submit(server.probes, done)
        try:
            list(pool.map(send, jobs))
        finally:
            done.set()
        busy = probing.result()
        watching.result()
    idle += _idle(server, idle_seconds)
    deaths = len(workers - server.workers())
    yield tallied(
        f"{len({file for _, files, _ in VIEWS.values() for file in files})} hostile files through"
        f" {len(VIEWS)} views: {len(jobs)} uploads, {AT_ONCE} at once",
        {**outcomes, "workers that died": deaths, "zombies": (zombies := server.zombies())},
        bar=f"0 × 5xx, 0 deaths, each within {SECONDS_BAR:g} s",
        holds=not wrong and not deaths and not zombies,
        note="; ".join(wrong[:12]),
    )
    yield timed("the slowest of these answers", [max(slow)], most=SECONDS_BAR)
    for kind, memory in sorted(server.most_memory.items()):
        yield timed(f"most memory of a child that reads {kind}", [memory], most=MEMORY_BAR, unit="MB")
    yield timed(
        "p95 of somebody else's page meanwhile, as a multiple of idle",
        [p95(busy) / p95(idle)],
        most=RATIO_BAR,
        unit="×",
        note=f"{p95(busy) * 1000:.0f} ms busy ({len(busy)}), {p95(idle) * 1000:.0f} ms idle ({len(idle)})",
    )


def _idle(server: Serving, seconds: float) -> list[float]:
    until = threading.Event()
    threading.Timer(seconds, until.set).start()
    return server.probes(until)

"""Markup that would fetch, and text that would take for ever, in every field through every print view.

Seen failing with WeasyPrint's own fetcher and nothing escaped in documents: connections, and other words.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

from django.http import HttpResponse

from benchmarks.hostile.reading import folded, live_in_pdf, text_of_pdf
from benchmarks.hostile.server import Serving, p95, serving
from benchmarks.hostile.world import LED_BY, MARK, WORD, answering, everything, readers_of, undone, walk
from benchmarks.result import Result, Size, tallied, timed
from tests.access.lives import LIVES
from tests.plans.test_hostile_text import BOMBS, PROBES

SECRET = "SECRETMARKER"
MORE_PROBES = (
    "<img src=http://127.0.0.1:{port}/%2e%2e/%2e%2e/a>",
    "<img src=app:../../../../{path}>",
    "<link rel=stylesheet href=app:%2e%2e/%2e%2e{path}>",
    "<div style=background-image:url(http://127.0.0.1:{port}/r)>",
)
AS_DRAWN = (503, 200)  # a paper, or the sentence that it cannot be drawn
SECONDS_BAR, RATIO_BAR, BUSY_MARGIN = 60.0, 3.0, 15.0
BOMB_TURNS, QUICK_PAPERS = 4, 2


def measure(size: Size) -> Iterator[Result]:
    """What the renderer asked for; then how long it took, and what others felt."""
    papers = answering("application/pdf")
    yield _probed(papers, range(len(PROBES) if size is Size.FULL else 1))
    plain = [name for name in papers if name not in LIVES and name not in LED_BY and WORD not in name]
    if size is Size.FULL:
        yield from _bombed(plain, turns=range(0, len(BOMBS), len(BOMBS) // BOMB_TURNS))
    else:
        yield from _bombed(plain[:QUICK_PAPERS], turns=range(1))


def _probed(papers: list[str], turns: Sequence[int]) -> Result:
    outcomes: Counter[str] = Counter()
    wrong = Counter[str]()
    with (
        tempfile.NamedTemporaryFile("w", prefix="k") as secret,  # a short name, for short fields
        closing(socket.create_server(("127.0.0.1", 0))) as listener,
        undone(),
    ):
        secret.write(SECRET)
        secret.flush()
        listener.setblocking(False)
        values = {"path": secret.name, "port": listener.getsockname()[1]}
        probes = [probe.format(**values) for probe in (*PROBES, *MORE_PROBES)]
        place = everything()
        for turn in turns:
            for name, answer, written in walk(place, probes, papers, turn=turn):
                for outcome in _looked_at(answer, written):
                    outcomes[outcome.partition(":")[0]] += 1
                    if outcome != "text as typed":
                        wrong[f"{name}: {outcome}"] += 1
        outcomes["connections"] = _connections(listener)
    return tallied(
        f"{len(probes)} fetch probes in every field of {len(papers)} papers, {len(turns)} turns",
        outcomes,
        bar="0 connections, 0 live, 0 secrets, all text as typed",
        holds=bool(outcomes["text as typed"]) and not outcomes["connections"] and not wrong,
        note=str(wrong.most_common(12) or ""),
    )


def _looked_at(answer: HttpResponse | Exception, written: dict[str, str]) -> Iterator[str]:
    if not isinstance(answer, HttpResponse) or answer.status_code != 200:
        yield f"no paper: {answer!r:.120}"
        return
    if not answer.content.startswith(b"%PDF-1.7") and not answer.content.startswith(b"%PDF-2"):
        return  # a copy that was brought, which is none of ours
    yield from (f"live: {found}" for found in live_in_pdf(answer.content))
    said = text_of_pdf(answer.content)
    if folded(SECRET) in said or SECRET.encode() in answer.content:
        yield "secret"
    for mark in sorted(set(MARK.findall(said))):
        # the last letters of a paragraph may be joined to its full stop
        kept = folded(written[mark]).rstrip(".;,/") in said
        yield "text as typed" if kept else f"text otherwise: {written[mark]!r:.100}"


def _connections(listener: socket.socket) -> int:
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


# --- time ---


def _bombed(names: Sequence[str], turns: Sequence[int]) -> Iterator[Result]:
    """Another bomb in each field, in turns; each paper is asked for while somebody else opens a page."""
    outcomes: Counter[str] = Counter()
    slow, busy, idle = list[float](), list[float](), list[float]()
    wrong = []
    for turn in turns:
        with serving(list(BOMBS.values()), turn=turn) as server:
            urls = {name: server.place.url(name) for name in names}
            for _ in range(10):
                server.ask("leader", "/xa/")
            idle += _idle(server)
            done = threading.Event()
            probing = threading.Thread(target=lambda s=server, d=done: busy.extend(s.probes(d)))
            workers = server.workers()
            probing.start()
            for name, url in urls.items():
                answer = server.ask(readers_of(name)[0], url)
                slow.append(answer.seconds)
                outcomes[f"answered {answer.status}"] += 1
                if answer.status not in AS_DRAWN or answer.seconds > SECONDS_BAR + BUSY_MARGIN:
                    wrong.append(f"{name}, turn {turn}: {answer.status} in {answer.seconds:.0f} s")
            done.set()
            probing.join()
            outcomes["workers that died"] += len(workers - server.workers())
            outcomes["zombies"] += server.zombies()
    yield tallied(
        f"{len(BOMBS)} layout bombs in every field of {len(names)} papers, {len(turns)} turns",
        outcomes,
        bar=f"a paper or a sentence within {SECONDS_BAR:g} s, 0 deaths, 0 zombies",
        holds=not wrong and not outcomes["workers that died"] and not outcomes["zombies"],
        note="; ".join(wrong[:12]),
    )
    yield timed("the slowest of these papers", [max(slow)], most=SECONDS_BAR)
    yield timed(
        "p95 of somebody else's page meanwhile, as a multiple of idle",
        [p95(busy) / p95(idle)],
        most=RATIO_BAR,
        unit="×",
        note=f"{p95(busy) * 1000:.0f} ms busy ({len(busy)}), {p95(idle) * 1000:.0f} ms idle ({len(idle)})",
    )


def _idle(server: Serving) -> list[float]:
    until = threading.Event()
    threading.Timer(3.0, until.set).start()
    return server.probes(until)

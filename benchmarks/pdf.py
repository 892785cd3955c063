"""Our whole path to the PDF of a plan and of a six-month report against WeasyPrint alone, in this process, on
the same joined parts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from benchmarks.database import Result
from plans.compose import plan_view
from plans.models import Plan
from povertyplan.documents.html import render_parts
from povertyplan.documents.pdf import render_in_process, render_pdf

SLUGS = ("phu-thinh-2026", "bach-quang-2026-bao-cao-sau-thang-dau-nam")
PAIRS = 8
RATIO_BAR, EXTRA_BAR = 1.15, 0.050


def seconds(run: Callable[[], object]) -> float:
    """What one run takes by the clock."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure() -> Iterator[Result]:
    """Paired medians, warm; the bar is 1.15 × the floor plus 50 ms."""
    return map(_pairs, SLUGS)


def _pairs(slug: str) -> Result:
    plan = Plan.objects.select_related("unit").get(slug=slug)
    parts = render_parts(plan_view(plan).document)

    def ours() -> bytes:
        return render_pdf(plan_view(plan).document)

    def floor() -> bytes:
        return render_in_process(parts)

    ours(), floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(PAIRS)]
    mine, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    spread = " ".join(f"{min(column):.3f}–{max(column):.3f} s" for column in zip(*pairs, strict=True))
    return Result(
        f"PDF of {slug}: ours {mine:.3f} s, WeasyPrint alone {alone:.3f} s, ratio {mine / alone:.2f}"
        f" (bar {RATIO_BAR} × + {EXTRA_BAR * 1000:.0f} ms; {PAIRS} pairs; min–max {spread})",
        mine <= RATIO_BAR * alone + EXTRA_BAR,
    )

"""Our whole path to a PDF against WeasyPrint alone, in this process, on the same joined parts; and a page of
a plan of 300 hamlets and 40 pages against one of a small plan.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pdfplumber

from benchmarks.database import YEAR, Result, hamlets_fill
from households.models import AdministrativeUnit
from plans.actions import plan_new
from plans.compose import plan_view
from plans.models import Plan
from plans.rules import PlanContent, PlanKind, SectionContentText
from povertyplan.documents.html import render_parts
from povertyplan.documents.pdf import render_in_process, render_pdf

PAIRS = 8
RATIO_BAR, EXTRA_BAR = 1.15, 0.050
SMALL = "phu-thinh-2026"
HAMLETS, SECTIONS, PARTS = 300, 9, 7
LONG_PAGES, PAGE_BAR, PAGE_PAIRS = 40, 3.0, 3
SENTENCES = (
    "Rà soát từng hộ còn thiếu vốn, thiếu đất, thiếu việc làm để có cách giúp đỡ riêng cho mỗi hộ.",
    "Mở lớp nghề ngắn ngày tại nhà văn hóa, dạy theo việc mà cơ sở sản xuất gần đó đang cần người.",
    "Giới thiệu giống cây, con hợp với đồng đất; cán bộ khuyến nông xuống tận ruộng chỉ cách làm.",
    "Giúp {{so-ho-ngheo}} hộ nghèo lập sổ tay chi tiêu, ghi món vay, ngày trả và việc đã làm trong tháng.",
    "Sửa mái, làm nền, xây bể nước cho hộ ở nhà tạm trước mùa mưa, ưu tiên nhà có người già sống một mình.",
    "Đoàn thể nhận đỡ đầu học sinh có nguy cơ bỏ học, tặng sách vở và xe đạp cho em ở xa trường.",
    "Cuối mỗi quý họp dân, công khai ai đã được giúp, giúp bằng gì, còn vướng ở đâu và bao giờ gỡ xong.",
)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """How many seconds by the clock a plan took: our whole path, WeasyPrint alone, composing alone."""

    ours: float
    alone: float
    composed: float
    pages: int


def seconds(run: Callable[[], object]) -> float:
    """What one run takes by the clock."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def drawn(plan: Plan) -> Drawn:
    """Paired medians, warm."""
    parts = render_parts(plan_view(plan).document)

    def ours() -> bytes:
        return render_pdf(plan_view(plan).document)

    def floor() -> bytes:
        return render_in_process(parts)

    pages = _pages(ours())
    floor()
    times = [(seconds(ours), seconds(floor), seconds(lambda: plan_view(plan))) for _ in range(PAIRS)]
    ours_time, alone, composed = (statistics.median(column) for column in zip(*times, strict=True))
    return Drawn(ours=ours_time, alone=alone, composed=composed, pages=pages)


def long_plan() -> Plan:
    """A year's plan of 300 hamlets, of invented words."""
    unit = AdministrativeUnit.objects.commune_level().filter(hamlets=None, valid_to=None).order_by("pk")[0]
    hamlets_fill(unit, HAMLETS, by=None)
    parts = [
        SectionContentText(
            heading=f"Việc thứ {part}",
            body="\n".join(" ".join((*SENTENCES[line:], *SENTENCES[:line])) for line in range(2)),
        )
        for part in range(1, PARTS + 1)
    ]
    content = PlanContent(
        fields={"subject": "Giảm nghèo bền vững", "opening": "Xã có {{so-ho}} hộ; chi tiết tại Phụ lục."},
        sections=tuple(
            SectionContentText(heading=f"NHÓM VIỆC {number}", children=tuple(parts))
            for number in range(1, SECTIONS + 1)
        ),
    )
    plan = plan_new(unit=unit, kind=PlanKind.ANNUAL, year=YEAR, content=content, by=None)
    return Plan.objects.select_related("unit", "standard").get(pk=plan.pk)


def _page(plan: Plan) -> tuple[float, int]:
    """Seconds of processor time that a page of a plan takes, composing shared out; and how many there are."""
    start = time.process_time()
    pdf = render_in_process(render_parts(plan_view(plan).document))
    spent, pages = time.process_time() - start, _pages(pdf)
    return spent / pages, pages


def _pages(pdf: bytes) -> int:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def measure() -> Iterator[Result]:
    """The demo plans against 1.15 × the floor plus 50 ms; a page of the long one against one of the small."""
    demo = {plan.slug: plan for plan in Plan.objects.select_related("unit", "standard").order_by("pk")}
    for plan in demo.values():
        found = drawn(plan)
        yield Result(
            f"PDF of {plan.slug}, {found.pages} pages: ours {found.ours:.3f} s, {found.composed:.3f} s of it"
            f" composing; WeasyPrint alone {found.alone:.3f} s, ratio {found.ours / found.alone:.2f}"
            f" (bar {RATIO_BAR} × + {EXTRA_BAR * 1000:.0f} ms; {PAIRS} pairs)",
            found.ours <= RATIO_BAR * found.alone + EXTRA_BAR,
        )
    long = long_plan()
    pairs = [(_page(long), _page(demo[SMALL])) for _ in range(PAGE_PAIRS)]
    (mine, pages), (small, _) = (
        (statistics.median(page for page, _ in column), column[0][1]) for column in zip(*pairs, strict=True)
    )
    yield Result(
        f"a page of a plan with {HAMLETS} hamlets and {pages} pages: {mine * 1000:.0f} ms, of"
        f" {SMALL} {small * 1000:.0f} ms, ratio {mine / small:.2f} (bar {PAGE_BAR} ×; processor time,"
        f" {PAGE_PAIRS} pairs)",
        mine <= PAGE_BAR * small and pages >= LONG_PAGES,
    )

"""Our whole path to a PDF against WeasyPrint alone, in this process, on the same joined parts; and a page of
a plan of 300 hamlets and 40 pages against one of a small plan.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pdfplumber

from benchmarks.database import YEAR, hamlets_fill
from benchmarks.result import Result, Size, compared
from benchmarks.stopwatch import clock, paired, processor
from households.models import AdministrativeUnit
from plans.actions import plan_new
from plans.compose import plan_view
from plans.models import Plan
from plans.rules import PlanContent, PlanKind, SectionContentText
from povertyplan.documents.html import render_parts
from povertyplan.documents.pdf import render_in_process, render_pdf


@dataclass(frozen=True)
class _Amount:
    """How many of the demo's plans, of how many hamlets the long one is, and how often each is drawn."""

    plans: int
    pairs: int
    hamlets: int
    sections: int
    page_pairs: int


AMOUNTS = {Size.FULL: _Amount(5, 8, 300, 9, 5), Size.QUICK: _Amount(1, 1, 30, 1, 1)}
TIMES, SECONDS_MORE, PAGE_TIMES = 1.15, 0.050, 3.0
SMALL = "phu-thinh-2026"
PARTS = 7
SENTENCES = (
    "Rà soát từng hộ còn thiếu vốn, thiếu đất, thiếu việc làm để có cách giúp đỡ riêng cho mỗi hộ.",
    "Mở lớp nghề ngắn ngày tại nhà văn hóa, dạy theo việc mà cơ sở sản xuất gần đó đang cần người.",
    "Giới thiệu giống cây, con hợp với đồng đất; cán bộ khuyến nông xuống tận ruộng chỉ cách làm.",
    "Giúp {{so-ho-ngheo}} hộ nghèo lập sổ tay chi tiêu, ghi món vay, ngày trả và việc đã làm trong tháng.",
    "Sửa mái, làm nền, xây bể nước cho hộ ở nhà tạm trước mùa mưa, ưu tiên nhà có người già sống một mình.",
    "Đoàn thể nhận đỡ đầu học sinh có nguy cơ bỏ học, tặng sách vở và xe đạp cho em ở xa trường.",
    "Cuối mỗi quý họp dân, công khai ai đã được giúp, giúp bằng gì, còn vướng ở đâu và bao giờ gỡ xong.",
)


def long_plan(amount: _Amount) -> Plan:
    """A year's plan of many hamlets, of invented words."""
    unit = AdministrativeUnit.objects.commune_level().filter(hamlets=None, valid_to=None).order_by("pk")[0]
    hamlets_fill(unit, amount.hamlets, by=None)
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
            for number in range(1, amount.sections + 1)
        ),
    )
    plan = plan_new(unit=unit, kind=PlanKind.ANNUAL, year=YEAR, content=content, by=None)
    return Plan.objects.select_related("unit", "standard").get(pk=plan.pk)


def _draw(plan: Plan) -> bytes:
    return render_in_process(render_parts(plan_view(plan).document))


def _pages(pdf: bytes) -> int:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def measure(size: Size) -> Iterator[Result]:
    """The demo plans against WeasyPrint alone; a page of the long one against one of the small."""
    amount = AMOUNTS[size]
    demo = {plan.slug: plan for plan in Plan.objects.select_related("unit", "standard").order_by("pk")}
    for plan in [*demo.values()][: amount.plans]:
        ours = partial(_path, plan)
        alone = partial(render_in_process, render_parts(plan_view(plan).document))
        pairs = paired(ours, alone, times=amount.pairs, take=clock)
        what = f"PDF of {plan.slug}, {_pages(ours())} pages"
        yield compared(what, pairs, floor="WeasyPrint alone", most=TIMES, plus=SECONDS_MORE)
    long, small = long_plan(amount), demo[SMALL]
    pages, few = (_pages(_draw(plan)) for plan in (long, small))
    pairs = [
        (processor(partial(_draw, long)) / pages, processor(partial(_draw, small)) / few)
        for _ in range(amount.page_pairs)
    ]
    what = f"a page of a plan with {amount.hamlets} hamlets and {pages} pages"
    yield compared(what, pairs, floor=f"a page of {SMALL}", most=PAGE_TIMES)


def _path(plan: Plan) -> bytes:
    return render_pdf(plan_view(plan).document)

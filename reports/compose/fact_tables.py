"""Leadership, policies, capital, funds, outcomes, and what was raised or recorded late: a report's facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from assignments.models import Difficulty
from households.compose import column_of
from plans.rules import MEASURE_LABELS, Measure
from povertyplan.common.dates import long_date, short_date
from povertyplan.common.text import lower_first, upper_first
from povertyplan.documents.blocks import (
    AtMost,
    Block,
    Cell,
    Difference,
    Figure,
    Paragraph,
    ParagraphStyle,
    Rate,
    Row,
    Table,
    Unit,
)
from povertyplan.documents.figures import rate
from reports.compose.cells import (
    UNKNOWN,
    count,
    nothing,
    number_column,
    percent,
)
from reports.models import Guidance, Inspection, PolicyResult
from reports.queries import LateRecord
from reports.queries.facts import CapitalSum, FundSum, LateFact, OutcomeLine
from reports.rules import (
    CAPITAL_KIND_LABELS,
    FUND_LABELS,
    PERCENT_DECIMALS,
    POLICY_LABELS,
    TOTAL,
    CapitalFlow,
    FundFlow,
    Policy,
    decimals_of,
    summed,
)


def guidance_blocks(documents: Sequence[Guidance]) -> Iterator[Block]:
    """What was issued, a line each."""
    if not documents:
        yield nothing("guidance", "Văn bản đã ban hành trong kỳ")
    for number, row in enumerate(documents, start=1):
        end = "." if number == len(documents) else ";"
        about = lower_first(row.subject.rstrip(".;")).removeprefix("về ")
        text = f"{row.kind} số {row.number} {long_date(row.date)} về {about}{end}"
        yield Paragraph(inline=(text,), style=ParagraphStyle.BULLET, place=f"guidance/paragraph:{number}")


def inspection_blocks(inspections: Sequence[Inspection]) -> Iterator[Block]:
    """Where was inspected by whom, and what was found."""
    if not inspections:
        yield nothing("inspections", "Kiểm tra, giám sát trong kỳ")
        return
    yield Table(
        key="inspections",
        columns=(
            column_of("number", "STT", width=1),
            column_of("date", "Ngày", width=3),
            column_of("place", "Nơi kiểm tra", width=4),
            column_of("team", "Đoàn kiểm tra", width=5),
            column_of("conclusion", "Kết luận", width=8),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(str(number), short_date(row.date), row.place, row.team, row.conclusion or UNKNOWN),
            )
            for number, row in enumerate(inspections, start=1)
        ),
    )


def policy_table(results: Mapping[Policy, PolicyResult]) -> Table:
    """Every policy with whom it reached and what it cost."""

    def cells(policy: Policy) -> Iterator[Cell]:
        row = results.get(policy)
        yield count(f"policy.{policy}.households", row.households if row else None, unit=Unit.HOUSEHOLD)
        yield count(f"policy.{policy}.people", row.people if row else None, unit=Unit.PERSON)
        yield count(f"policy.{policy}.amount", row.amount if row else None)
        yield row.source or UNKNOWN if row else UNKNOWN

    return Table(
        key="policies",
        columns=(
            column_of("number", "STT", width=1),
            column_of("policy", "Chính sách", width=6),
            number_column("households", "Số hộ", summed=False),
            number_column("people", "Số người", summed=False),
            number_column("amount", "Kinh phí (đồng)", width=3, summed=False),
            column_of("source", "Nguồn số liệu", width=4),
        ),
        rows=tuple(
            Row(
                key=policy.value,
                cells=(str(number), upper_first(POLICY_LABELS[policy]), *cells(policy)),
            )
            for number, policy in enumerate(Policy, start=1)
        ),
    )


def capital_blocks(sums: Sequence[CapitalSum]) -> Iterator[Block]:
    """What each project was given and paid out, by source and kind of capital."""
    if not sums:
        yield nothing("capital", "Vốn giao, giải ngân các dự án")
        return

    def cells(row: str, allocated: Decimal | None, disbursed: Decimal | None) -> tuple[Cell, ...]:
        return (
            count(f"capital.{row}.{CapitalFlow.ALLOCATED}", allocated),
            count(f"capital.{row}.{CapitalFlow.DISBURSED}", disbursed),
            percent(f"capital.{row}.share", rate(disbursed, allocated, PERCENT_DECIMALS), PERCENT_DECIMALS),
        )

    yield Table(
        key="capital",
        columns=(
            column_of("number", "STT", width=1),
            column_of("project", "Dự án, tiểu dự án", width=6),
            column_of("source", "Nguồn vốn", width=4),
            column_of("kind", "Loại vốn", width=2),
            number_column("allocated", "Vốn giao (đồng)", width=3),
            number_column("disbursed", "Giải ngân (đồng)", AtMost(limit="allocated"), width=3),
            number_column(
                "share", "Tỷ lệ (%)", Rate(numerator="disbursed", denominator="allocated"), summed=False
            ),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    each.project,
                    each.source,
                    upper_first(CAPITAL_KIND_LABELS[each.kind]),
                    *cells(str(each.key), each.allocated, each.disbursed),
                ),
            )
            for number, each in enumerate(sums, start=1)
        ),
        total=Row(
            key=TOTAL,
            cells=(
                *("", "Tổng cộng", "", ""),
                *cells(
                    TOTAL,
                    summed(each.allocated for each in sums),
                    summed(each.disbursed for each in sums),
                ),
            ),
        ),
    )


def fund_table(sums: Sequence[FundSum]) -> Table:
    """What the funds received and paid in the year, and what is left of it."""

    def cells(
        row: str, received: Decimal | None, paid: Decimal | None, left: Decimal | None
    ) -> tuple[Cell, ...]:
        return (
            count(f"fund.{row}.{FundFlow.RECEIPT}", received),
            count(f"fund.{row}.{FundFlow.PAYMENT}", paid),
            count(f"fund.{row}.left", left),
        )

    return Table(
        key="funds",
        columns=(
            column_of("fund", "Quỹ", width=6),
            number_column("received", "Thu trong năm (đồng)", width=3),
            number_column("paid", "Chi trong năm (đồng)", width=3),
            number_column(
                "left",
                "Thu trừ chi (đồng)",
                Difference(minuend="received", subtrahend="paid"),
                width=3,
            ),
        ),
        rows=tuple(
            Row(
                key=each.fund.value,
                cells=(FUND_LABELS[each.fund], *cells(each.fund.value, each.received, each.paid, each.left)),
            )
            for each in sums
        ),
        total=Row(
            key=TOTAL,
            cells=(
                "Tổng cộng",
                *cells(
                    TOTAL,
                    summed(each.received for each in sums),
                    summed(each.paid for each in sums),
                    summed(each.left for each in sums),
                ),
            ),
        ),
    )


def outcome_blocks(lines: Sequence[OutcomeLine]) -> Iterator[Block]:
    """What the plans want of each service, and how far it has come."""
    if not lines:
        yield nothing("outcomes", "Chỉ tiêu theo chiều thiếu hụt")
        return
    yield Table(
        key="outcomes",
        columns=(
            column_of("number", "STT", width=1),
            column_of("subject", "Nội dung", width=8),
            column_of("target", "Mức phải đạt", width=3),
            number_column("actual", "Đến ngày chốt", summed=False),
            column_of("measure", "Đơn vị", width=1),
            column_of("source", "Nguồn số liệu", width=4),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    line.target.subject,
                    line.target.level() or "không nêu mức",
                    *_reached(line),
                ),
            )
            for number, line in enumerate(lines, start=1)
        ),
    )


def _reached(line: OutcomeLine) -> tuple[Cell, ...]:
    """The number, its unit and its source."""
    actual = line.actual
    if actual is None:
        return (UNKNOWN, "", UNKNOWN)
    value = Figure(
        key=f"indicator.{actual.pk}",
        value=actual.value,
        computed=actual.value,
        decimals=decimals_of(actual.value),
    )
    return (value, MEASURE_LABELS[Measure(actual.measure)], actual.source)


def difficulty_blocks(difficulties: Sequence[Difficulty]) -> Iterator[Block]:
    """What agencies and hamlets raised, without the household it is about, and whether it was answered."""
    if not difficulties:
        yield Paragraph(
            inline=("Từ báo cáo trước đến ngày chốt số liệu không có vướng mắc, kiến nghị nào được nêu.",),
            place="difficulties/paragraph:none",
        )
    for number, each in enumerate(difficulties, start=1):
        party = each.agency or each.hamlet
        by = f" ({party.name if each.agency else each.hamlet})" if party else ""
        answered = "đã trả lời" if each.answer else "chưa trả lời"
        text = f"{' '.join(each.text.split()).rstrip('.;')}{by}; {answered}."
        yield Paragraph(inline=(text,), style=ParagraphStyle.BULLET, place=f"difficulties/paragraph:{number}")


def late_blocks(facts: Sequence[LateFact], records: Sequence[LateRecord]) -> Iterator[Block]:
    """What earlier reports could not know; nothing where all was recorded in time."""
    told = [(each.date, each.recorded_at, each.what) for each in facts]
    told += [(each.date, each.recorded_at, _in_words(each)) for each in records]
    if not told:
        yield Paragraph(
            inline=("Không có số liệu của kỳ trước được ghi sau khi khóa.",),
            place="recorded_later/paragraph:none",
        )
        return
    yield Table(
        key="recorded_later",
        columns=(
            column_of("number", "STT", width=1),
            column_of("date", "Ngày", width=3),
            column_of("what", "Nội dung", width=8),
            column_of("recorded", "Ghi ngày", width=3),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    short_date(date),
                    what,
                    short_date(timezone.localdate(recorded_at)),
                ),
            )
            for number, (date, recorded_at, what) in enumerate(sorted(told), start=1)
        ),
    )


def _in_words(record: LateRecord) -> str:
    """Without a name: "Kết quả rà soát hộ, xóm Đồi: hộ nghèo"."""
    where = ", ".join(filter(None, (upper_first(record.kind_label), record.hamlet)))
    return f"{where}: {record.words}"

"""Minutes of the village meeting that hears the results (decision 24/2021/QĐ-TTg, step 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from households.compose.papers.head import GAP, head_list, letterhead, period, within
from households.models import Hamlet, ReviewRound, VillageMeeting
from households.queries import FoundHousehold
from povertyplan.common.dates import short_date
from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import (
    Block,
    Closing,
    CoSigner,
    Document,
    Paragraph,
    ParagraphStyle,
    Section,
    Title,
)


def minutes(
    *,
    round: ReviewRound,
    hamlet: Hamlet,
    households: Sequence[FoundHousehold],
    meeting: VillageMeeting | None,
) -> Document:
    """The minutes; without a recorded meeting they come with gaps, to be filled in by hand."""
    return Document(
        name=f"bien-ban-hop-dan-{round.unit.slug}-{round.year}",
        letterhead=letterhead(round.unit, year=round.year),
        title=Title(
            kind="BIÊN BẢN",
            subject=f"Họp dân về kết quả rà soát hộ nghèo, hộ cận nghèo {period(round)} của"
            f" {within(hamlet.full_name)}",
        ),
        bases=(),
        blocks=(
            Section(heading="Thời gian, địa điểm", blocks=tuple(_time_and_place(meeting)), place="time"),
            Section(heading="Thành phần", blocks=tuple(_present(meeting)), place="present"),
            Section(heading="Nội dung và kết quả", blocks=tuple(_heard(meeting, households)), place="heard"),
        ),
        closing=Closing(
            recipients=(),
            authority=("CHỦ TRÌ",),
            signer=meeting.chair if meeting else "",
            co_signer=CoSigner(authority=("THƯ KÝ",), signer=meeting.secretary if meeting else ""),
        ),
        draft=False,
    )


def _lines(place: str, lines: Sequence[str]) -> Iterator[Paragraph]:
    for number, line in enumerate(lines, start=1):
        yield Paragraph(
            inline=(line,), style=ParagraphStyle.BULLET, place=f"section:{place}/paragraph:{number}"
        )


def _time_and_place(meeting: VillageMeeting | None) -> Iterator[Block]:
    if meeting is None:
        yield from _lines("time", (f"Bắt đầu lúc {GAP} ngày {GAP};", f"Tại {GAP}."))
        return
    held = timezone.localtime(meeting.held_at)
    started = f"Bắt đầu lúc {held.hour} giờ {held.minute:02d} phút ngày {short_date(held.date())};"
    yield from _lines("time", (started, f"Tại {meeting.place}."))


def _present(meeting: VillageMeeting | None) -> Iterator[Block]:
    chair, secretary = (meeting.chair, meeting.secretary) if meeting else (GAP, GAP)
    position = f", {meeting.chair_position}" if meeting and meeting.chair_position else ""

    def count(name: str) -> str:
        return format_number(getattr(meeting, name)) if meeting else GAP

    yield from _lines(
        "present",
        (
            f"Chủ trì: {chair}{position};",
            f"Thư ký: {secretary};",
            f"Đại diện Ban Chỉ đạo rà soát: {count('committee_members')} người;",
            f"Đại diện tổ chức Đảng, đoàn thể: {count('organisation_members')} người;",
            f"Đại diện Mặt trận Tổ quốc: {count('front_members')} người;",
            f"Rà soát viên: {count('surveyors')} người;",
            f"Hộ gia đình: mời {count('households_invited')} hộ, dự {count('households_present')} hộ.",
        ),
    )


def _heard(meeting: VillageMeeting | None, households: Sequence[FoundHousehold]) -> Iterator[Block]:
    yield Paragraph(
        inline=(
            f"Rà soát viên báo cáo kết quả rà soát của {len(households)} hộ trong danh sách sau đây,"
            " người dự họp góp ý rồi biểu quyết:",
        ),
        place="section:heard/paragraph:1",
    )
    yield head_list("heard", households, hamlet=False)
    for number, opinion in enumerate(meeting.opinions.splitlines() if meeting else (), start=2):
        yield Paragraph(inline=(f"Ý kiến: {opinion}",), place=f"section:heard/paragraph:{number}")
    votes, attendees = (
        (format_number(meeting.votes_for), format_number(meeting.attendees)) if meeting else (GAP, GAP)
    )
    yield Paragraph(
        inline=(
            f"Số người đồng ý với kết quả trên: {votes} trong {attendees} người dự họp. Biên bản lập thành"
            " hai bản, thôn giữ một bản, Ban Chỉ đạo rà soát giữ một bản.",
        ),
        place="section:heard/paragraph:votes",
    )

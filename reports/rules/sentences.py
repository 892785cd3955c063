"""Plain sentences that tell of a class of poverty, for the officer to go on writing. Numbers stand as tokens,
so that they stay those of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from households.rules import Classification
from reports.rules.progress import BASIS_LABELS, Basis, Outcome, ProgressLine, Trend

CLASS_WORDS = {Classification.POOR: "hộ nghèo", Classification.NEAR_POOR: "hộ cận nghèo"}
CLASS_TOKENS = {Classification.POOR: "ho-ngheo", Classification.NEAR_POOR: "ho-can-ngheo"}


def progress_sentences(line: ProgressLine) -> tuple[str, ...]:
    """Where the number went, by which ways, and what came of the target."""
    words, token = CLASS_WORDS[line.of], CLASS_TOKENS[line.of]
    return tuple(
        sentence.replace("$ho", words).replace("{{", f"{{{{{token}-")
        for sentence in (*_trend(line), *_movements(line), *_outcome(line))
    )


def _trend(line: ProgressLine) -> Iterator[str]:
    if line.trend is None:
        if line.opening is not None:
            yield "Đầu năm có {{dau-nam}} $ho; đến ngày chốt số liệu chưa có kết quả rà soát để so sánh."
        else:
            yield "Chưa có số liệu về $ho của kỳ này."
        return
    yield {
        Trend.FALLEN: "Đến ngày chốt số liệu còn {{hien-nay}} $ho, so với {{dau-nam}} hộ đầu năm giảm"
        " {{giam}} hộ.",
        Trend.UNCHANGED: "Đến ngày chốt số liệu có {{hien-nay}} $ho, bằng số đầu năm.",
        Trend.RISEN: "Đến ngày chốt số liệu có {{hien-nay}} $ho, so với {{dau-nam}} hộ đầu năm tăng"
        " {{tang}} hộ.",
    }[line.trend]


def _movements(line: ProgressLine) -> Iterator[str]:
    if None in (line.escaped, line.fell_back, line.newly):
        return
    left = "thoát nghèo" if line.of is Classification.POOR else "ra khỏi diện cận nghèo"
    if line.escaped or line.fell_back or line.newly:
        yield (
            f"Từ đầu năm có {{{{da-thoat}}}} hộ {left}, {{{{tai-ngheo}}}} hộ trở lại diện $ho và"
            " {{phat-sinh}} hộ mới phát sinh."
        )
    else:
        yield f"Từ đầu năm chưa có hộ nào {left}, cũng không có $ho trở lại hay mới phát sinh."


def _outcome(line: ProgressLine) -> Iterator[str]:
    match line.outcome:
        case Outcome.NO_TARGET:
            yield "Năm nay chưa giao chỉ tiêu giảm $ho bằng số hộ."
        case Outcome.REACHED:
            yield "Chỉ tiêu giao giảm {{chi-tieu}} hộ đã đạt, tính theo số giảm thực."
        case Outcome.EXCEEDED:
            yield "Chỉ tiêu giao giảm {{chi-tieu}} hộ đã vượt {{vuot}} hộ, tính theo số giảm thực."
        case Outcome.MISSED if line.net_reduction and line.net_reduction > 0:
            yield (
                "So với chỉ tiêu giảm {{chi-tieu}} hộ, mức giảm thực đạt {{phan-tram}}%; còn phải giảm"
                " {{con-phai-giam}} hộ."
            )
        case Outcome.MISSED:
            yield "Chỉ tiêu giao giảm {{chi-tieu}} hộ chưa đạt; còn phải giảm {{con-phai-giam}} hộ."


def basis_sentence(basis: Basis) -> str:
    """What the numbers of households stand on."""
    return f"Số hộ lấy theo {BASIS_LABELS[basis]}."


def money_sentences(*, allocated: bool, disbursed: bool) -> tuple[str, ...]:
    """What became of the year's capital, as far as it was entered."""
    if not allocated:
        return ()  # the report says so where the table would stand
    if not disbursed:
        return ("Vốn giao trong năm là {{von-giao}} đồng; chưa ghi số giải ngân.",)
    return (
        "Vốn giao trong năm là {{von-giao}} đồng, đã giải ngân {{von-giai-ngan}} đồng, đạt"
        " {{ty-le-giai-ngan}}%.",
    )


def fund_sentences(*, received: bool) -> tuple[str, ...]:
    """What the funds took in and paid."""
    if not received:
        return ()
    return ("Các quỹ đã thu {{quy-thu}} đồng và chi {{quy-chi}} đồng từ đầu năm.",)


def help_sentences(*, assigned: bool) -> tuple[str, ...]:
    """How many households somebody was to help, and what they were given."""
    if not assigned:
        return ("Năm nay chưa phân công cơ quan, đơn vị giúp đỡ hộ nghèo.",)
    return (
        "Có {{ho-duoc-giup}} hộ được phân công giúp đỡ; đã trao {{khoan-da-trao}} khoản, trị giá"
        " {{gia-tri-da-trao}} đồng, còn {{khoan-con-hen}} khoản đã hẹn chưa trao.",
    )


def count_sentences(*, documents: bool, inspections: bool) -> tuple[str, ...]:
    """How much guidance and how many inspections the period saw."""
    found = []
    if documents:
        found.append("Trong kỳ đã ban hành {{so-van-ban}} văn bản lãnh đạo, chỉ đạo công tác giảm nghèo:")
    if inspections:
        found.append("Trong kỳ đã tổ chức {{so-cuoc-kiem-tra}} cuộc kiểm tra, giám sát.")
    return tuple(found)

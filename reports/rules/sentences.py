"""Plain sentences that a report begins with, for the officer to go on writing. Numbers stand as tokens, so
that they stay those of the tables; the words are those of the case that held when they were drafted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from households.rules import Classification
from plans.rules import Token, prose_parts
from reports.rules.progress import BASIS_LABELS, Basis, Outcome, ProgressLine, Trend

CLASS_WORDS = {Classification.POOR: "hộ nghèo", Classification.NEAR_POOR: "hộ cận nghèo"}
CLASS_TOKENS = {Classification.POOR: "ho-ngheo", Classification.NEAR_POOR: "ho-can-ngheo"}


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What may be said of one thing, by case, and the case that holds; None where nothing is to be said.

    `claims` are the figures (by token) that are told in some cases only, whatever the words around them.
    """

    words: Mapping[str, str]
    case: str | None
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is to be said; '' for nothing."""
        return self.words[self.case] if self.case else ""

    def outdated(self, text: str) -> str:
        """What a text says of another case than the one that holds, words or a figure; '' for nothing."""
        for case, words in self.words.items():
            if case != self.case and words in text:
                return words
        for part in prose_parts(text):
            if isinstance(part, Token) and self.case not in self.claims.get(part.name, {self.case}):
                return f"{{{{{part.key}}}}}"
        return ""


def progress_topics(line: ProgressLine) -> Iterator[Topic]:
    """Where the number of a class went, by which ways, and what came of the target."""
    words, token = CLASS_WORDS[line.of], CLASS_TOKENS[line.of]

    def topic(said: Mapping[str, str], case: str | None, claims: Mapping[str, frozenset[str]]) -> Topic:
        return Topic(
            words={
                key: sentence.replace("$ho", words).replace("{{", f"{{{{{token}-")
                for key, sentence in said.items()
            },
            case=case,
            claims={f"{token}-{name}": cases for name, cases in claims.items()},
        )

    yield topic(_TRENDS, _trend(line), _TREND_CLAIMS)
    yield topic(_movement_words(line.of), _movement(line), {})
    yield topic(_OUTCOMES, _outcome(line), _OUTCOME_CLAIMS)


_TRENDS = {
    "unknown": "Chưa có số liệu về $ho của kỳ này.",
    "opening": "Đầu năm có {{dau-nam}} $ho; đến ngày chốt số liệu chưa có kết quả rà soát để so sánh.",
    Trend.FALLEN: "Đến ngày chốt số liệu còn {{hien-nay}} $ho, so với {{dau-nam}} hộ đầu năm giảm"
    " {{giam}} hộ.",
    Trend.UNCHANGED: "Đến ngày chốt số liệu có {{hien-nay}} $ho, bằng số đầu năm.",
    Trend.RISEN: "Đến ngày chốt số liệu có {{hien-nay}} $ho, so với {{dau-nam}} hộ đầu năm tăng {{tang}} hộ.",
}
_TREND_CLAIMS = {"giam": frozenset({Trend.FALLEN}), "tang": frozenset({Trend.RISEN})}
_MISSED_WITHOUT_FALL = "missed_without_fall"
_OUTCOMES = {
    Outcome.NO_TARGET: "Năm nay chưa giao chỉ tiêu giảm $ho bằng số hộ.",
    Outcome.REACHED: "Chỉ tiêu giao giảm {{chi-tieu}} hộ đã đạt, tính theo số giảm thực.",
    Outcome.EXCEEDED: "Chỉ tiêu giao giảm {{chi-tieu}} hộ đã vượt {{vuot}} hộ, tính theo số giảm thực.",
    Outcome.MISSED: "So với chỉ tiêu giảm {{chi-tieu}} hộ, mức giảm thực đạt {{phan-tram}}%; còn phải giảm"
    " {{con-phai-giam}} hộ.",
    _MISSED_WITHOUT_FALL: "Chỉ tiêu giao giảm {{chi-tieu}} hộ chưa đạt; còn phải giảm {{con-phai-giam}} hộ.",
}
_OUTCOME_CLAIMS = {
    "vuot": frozenset({Outcome.EXCEEDED}),
    "con-phai-giam": frozenset({Outcome.MISSED, _MISSED_WITHOUT_FALL}),
}


def _trend(line: ProgressLine) -> str:
    return line.trend or ("unknown" if line.opening is None else "opening")


def _movement_words(of: Classification) -> Mapping[str, str]:
    left = "thoát nghèo" if of is Classification.POOR else "ra khỏi diện cận nghèo"
    return {
        "some": f"Từ đầu năm có {{{{da-thoat}}}} hộ {left}, {{{{tai-ngheo}}}} hộ trở lại diện $ho và"
        " {{phat-sinh}} hộ mới phát sinh.",
        "none": f"Từ đầu năm chưa có hộ nào {left}, cũng không có $ho trở lại hay mới phát sinh.",
    }


def _movement(line: ProgressLine) -> str | None:
    moved = (line.escaped, line.fell_back, line.newly)
    return None if None in moved else "some" if any(moved) else "none"


def _outcome(line: ProgressLine) -> str | None:
    if line.outcome is Outcome.MISSED and not (line.net_reduction and line.net_reduction > 0):
        return _MISSED_WITHOUT_FALL
    return line.outcome


def basis_topic(basis: Basis) -> Topic:
    """What the numbers of households stand on."""
    return Topic(
        words={each.value: f"Số hộ lấy theo {label}." for each, label in BASIS_LABELS.items()}, case=basis
    )


def capital_topic(*, allocated: bool, disbursed: bool) -> Topic:
    """What became of the year's capital; where none was given the report says so in place of the table."""
    return Topic(
        words={
            "allocated": "Vốn giao trong năm là {{von-giao}} đồng; chưa ghi số giải ngân.",
            "disbursed": "Vốn giao trong năm là {{von-giao}} đồng, đã giải ngân {{von-giai-ngan}} đồng, đạt"
            " {{ty-le-giai-ngan}}%.",
        },
        case=None if not allocated else "disbursed" if disbursed else "allocated",
    )


def fund_topic(*, received: bool) -> Topic:
    """What the funds took in and paid."""
    said = "Các quỹ đã thu {{quy-thu}} đồng và chi {{quy-chi}} đồng từ đầu năm."
    return Topic(words={"received": said}, case="received" if received else None)


def help_topic(*, assigned: bool) -> Topic:
    """How many households somebody was to help, and what they were given."""
    return Topic(
        words={
            "nobody": "Năm nay chưa phân công cơ quan, đơn vị giúp đỡ hộ nghèo.",
            "assigned": "Có {{ho-duoc-giup}} hộ được phân công giúp đỡ; đã trao {{khoan-da-trao}} khoản, trị"
            " giá {{gia-tri-da-trao}} đồng, còn {{khoan-con-hen}} khoản đã hẹn chưa trao.",
        },
        case="assigned" if assigned else "nobody",
    )


def guidance_topic(*, issued: bool) -> Topic:
    """How much guidance the period saw."""
    said = "Trong kỳ đã ban hành {{so-van-ban}} văn bản lãnh đạo, chỉ đạo công tác giảm nghèo:"
    return Topic(words={"issued": said}, case="issued" if issued else None)


def inspection_topic(*, held: bool) -> Topic:
    """How many inspections the period saw."""
    said = "Trong kỳ đã tổ chức {{so-cuoc-kiem-tra}} cuộc kiểm tra, giám sát."
    return Topic(words={"held": said}, case="held" if held else None)

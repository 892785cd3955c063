"""What reports need and nothing else in the house knows: policies, capital, funds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum


class Policy(StrEnum):
    """Policies for poor and near-poor households whose results a report tells."""

    HEALTH_INSURANCE = "health_insurance"
    TUITION = "tuition"
    HOUSING = "housing"
    CREDIT = "credit"
    ELECTRICITY = "electricity"
    LEGAL_AID = "legal_aid"
    CLEAN_WATER = "clean_water"
    EMPLOYMENT = "employment"
    VOCATIONAL_TRAINING = "vocational_training"


POLICY_LABELS = {
    Policy.HEALTH_INSURANCE: "cấp thẻ bảo hiểm y tế",
    Policy.TUITION: "miễn, giảm học phí, hỗ trợ chi phí học tập",
    Policy.HOUSING: "hỗ trợ nhà ở",
    Policy.CREDIT: "vay vốn tín dụng ưu đãi",
    Policy.ELECTRICITY: "hỗ trợ tiền điện",
    Policy.LEGAL_AID: "trợ giúp pháp lý",
    Policy.CLEAN_WATER: "nước sạch, nhà tiêu hợp vệ sinh",
    Policy.EMPLOYMENT: "giới thiệu, tạo việc làm",
    Policy.VOCATIONAL_TRAINING: "đào tạo nghề",
}


class CapitalKind(StrEnum):
    """Kinds of budget capital."""

    INVESTMENT = "investment"
    RECURRENT = "recurrent"


CAPITAL_KIND_LABELS = {CapitalKind.INVESTMENT: "vốn đầu tư", CapitalKind.RECURRENT: "vốn sự nghiệp"}


class CapitalFlow(StrEnum):
    """What became of capital."""

    ALLOCATED = "allocated"
    DISBURSED = "disbursed"


CAPITAL_FLOW_LABELS = {CapitalFlow.ALLOCATED: "giao", CapitalFlow.DISBURSED: "giải ngân"}


class Fund(StrEnum):
    """Funds that a commune raises for the poor."""

    FOR_THE_POOR = "for_the_poor"
    TET_FOR_THE_POOR = "tet_for_the_poor"
    GRATITUDE = "gratitude"


FUND_LABELS = {
    Fund.FOR_THE_POOR: "Quỹ Vì người nghèo",
    Fund.TET_FOR_THE_POOR: "Tết vì người nghèo",
    Fund.GRATITUDE: "Quỹ Đền ơn đáp nghĩa",
}


class FundFlow(StrEnum):
    """Money into a fund, or out of it."""

    RECEIPT = "receipt"
    PAYMENT = "payment"


FUND_FLOW_LABELS = {FundFlow.RECEIPT: "thu", FundFlow.PAYMENT: "chi"}


def summed(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is given; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def decimals_of(value: Decimal) -> int:
    """How many decimals it takes to print a number whole: 2 for 1.2500."""
    return max(0, -int(value.normalize().as_tuple().exponent))

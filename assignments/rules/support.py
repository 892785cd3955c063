"""What is given to households, by whom, and out of which pocket."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

VALUE_LIMIT = Decimal(1_000_000_000)  # đồng; one household never gets a thousand million in one item


class SupportSource(StrEnum):
    """Who pays."""

    BUDGET = "budget"
    POOR_FUND = "poor_fund"
    CREDIT = "credit"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    COMMUNITY = "community"
    FAMILY = "family"
    OTHER = "other"


SOURCE_LABELS = {
    SupportSource.BUDGET: "ngân sách nhà nước",
    SupportSource.POOR_FUND: "Quỹ Vì người nghèo",
    SupportSource.CREDIT: "Ngân hàng Chính sách xã hội",
    SupportSource.ENTERPRISE: "doanh nghiệp",
    SupportSource.AGENCY: "cơ quan, đơn vị",
    SupportSource.COMMUNITY: "cộng đồng, nhà hảo tâm",
    SupportSource.FAMILY: "gia đình, dòng họ",
    SupportSource.OTHER: "nguồn khác",
}

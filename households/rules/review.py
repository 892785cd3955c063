"""Review rounds: their kinds, stages and code lists (decision 24/2021/QĐ-TTg)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

REQUEST_DUE_DAYS = 15
POSTING_WORKING_DAYS = 3
SPLIT_WATCH_MONTHS = 12
ESCAPE_WATCH_MONTHS = 36


class RoundKind(StrEnum):
    """Once a year from September to mid-December, or in any month for those who asked."""

    PERIODIC = "periodic"
    MONTHLY = "monthly"


ROUND_KIND_LABELS = {RoundKind.PERIODIC: "định kỳ hằng năm", RoundKind.MONTHLY: "thường xuyên hằng tháng"}


class Stage(StrEnum):
    """Steps of a round in their order; which of them a round has, its procedure says."""

    LISTING = "listing"
    ENTRY = "entry"
    MEETING = "meeting"
    POSTING = "posting"
    DISTRICT_OPINION = "district_opinion"
    DECISION = "decision"
    CLOSED = "closed"


STAGE_LABELS = {
    Stage.LISTING: "lập danh sách",
    Stage.ENTRY: "rà soát, phân loại",
    Stage.MEETING: "họp dân",
    Stage.POSTING: "niêm yết công khai",
    Stage.DISTRICT_OPINION: "xin ý kiến cấp huyện",
    Stage.DECISION: "công nhận",
    Stage.CLOSED: "đã khóa sổ",
}
DISTRICT_LEVEL_ENDED = dt.date(2025, 7, 1)
LISTING_STAGES = (Stage.LISTING, Stage.ENTRY)
MEETING_STAGES = (Stage.ENTRY, Stage.MEETING)  # a hamlet that is done need not wait for the others
# results may change until they are posted and heard
ENTRY_STAGES = (Stage.ENTRY, Stage.MEETING, Stage.POSTING)


def stages_on(date: dt.date) -> tuple[Stage, ...]:
    """The steps of a round that starts on a day: since the district level ended its step is left out."""
    return tuple(stage for stage in Stage if stage != Stage.DISTRICT_OPINION or date < DISTRICT_LEVEL_ENDED)


class Cause(StrEnum):
    """Why a household is poor; several may hold. The order is that of the summary table."""

    LAND = "land"
    CAPITAL = "capital"
    LABOUR = "labour"
    TOOLS = "tools"
    KNOWLEDGE = "knowledge"
    SKILLS = "skills"
    ILLNESS = "illness"
    OTHER = "other"


CAUSE_LABELS = {
    Cause.LAND: "không có đất sản xuất",
    Cause.CAPITAL: "không có vốn sản xuất, kinh doanh",
    Cause.LABOUR: "không có lao động",
    Cause.TOOLS: "không có công cụ, phương tiện sản xuất",
    Cause.KNOWLEDGE: "không có kiến thức về sản xuất",
    Cause.SKILLS: "không có kỹ năng lao động, sản xuất",
    Cause.ILLNESS: "có người ốm đau, bệnh nặng, tai nạn",
    Cause.OTHER: "nguyên nhân khác",
}


class Need(StrEnum):
    """What would help; the order is that of the lists."""

    HEALTH = "health"
    EDUCATION = "education"
    PRODUCTION = "production"
    CREDIT = "credit"
    HOUSING = "housing"
    TRAINING = "training"
    JOB = "job"
    OTHER = "other"


NEED_LABELS = {
    Need.HEALTH: "y tế",
    Need.EDUCATION: "giáo dục",
    Need.PRODUCTION: "sản xuất",
    Need.CREDIT: "vay vốn tín dụng",
    Need.HOUSING: "nhà ở",
    Need.TRAINING: "đào tạo nghề",
    Need.JOB: "việc làm",
    Need.OTHER: "khác",
}
OFFICIAL_NEEDS = (Need.HEALTH, Need.EDUCATION, Need.PRODUCTION, Need.CREDIT, Need.HOUSING, Need.OTHER)


def official_need(need: Need) -> Need:
    """The one of the six needs of the official lists that a need is counted under."""
    return need if need in OFFICIAL_NEEDS else Need.OTHER


def request_due(received: dt.date) -> dt.date:
    """The day by which a request to be reviewed is decided: 15 days after it came in."""
    return received + dt.timedelta(days=REQUEST_DUE_DAYS)


def posting_end(posted: dt.date) -> dt.date:
    """The last of the three working days (Monday to Friday) that a list hangs, the first being the next."""
    day, left = posted, POSTING_WORKING_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def mask_of(positions: frozenset[int]) -> int:
    """Positions from 1 up as one number, a bit each."""
    return sum(1 << position - 1 for position in positions)


def positions_of(mask: int) -> frozenset[int]:
    """The positions whose bits a number has."""
    return frozenset(index + 1 for index in range(mask.bit_length()) if mask >> index & 1)

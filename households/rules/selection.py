"""Which households of a round are meant: what a reader filters a list by, what a cell of a table counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from households.rules.movement import MOVEMENT_LABELS, Movement, Side
from households.rules.poverty import CLASSIFICATION_LABELS, Classification
from households.rules.review import CAUSE_LABELS, NEED_LABELS, Cause, Need


class Trait(StrEnum):
    """What a household is besides poor."""

    MINORITY = "minority"
    LOCAL_MINORITY = "local_minority"
    NO_LABOUR = "no_labour"
    MERIT = "merit"
    NO_GROUP = "no_group"
    SOCIAL_PROTECTION = "social_protection"
    FARMING = "farming"
    FEMALE_HEAD = "female_head"
    UNCHANGED = "unchanged"
    OVERRIDDEN = "overridden"
    SCORE_ONLY = "score_only"


TRAIT_LABELS = {
    Trait.MINORITY: "dân tộc thiểu số",
    Trait.LOCAL_MINORITY: "dân tộc thiểu số tại chỗ",
    Trait.NO_LABOUR: "không có khả năng lao động",
    Trait.MERIT: "có người có công",
    Trait.NO_GROUP: "không thuộc ba nhóm đối tượng",
    Trait.SOCIAL_PROTECTION: "hưởng trợ cấp xã hội",
    Trait.FARMING: "làm nông, lâm, ngư nghiệp",
    Trait.FEMALE_HEAD: "chủ hộ là nữ",
    Trait.UNCHANGED: "xác nhận không thay đổi",
    Trait.OVERRIDDEN: "phân loại khác với điểm",
    Trait.SCORE_ONLY: "chỉ biết điểm B2, chưa rõ chỉ số",
}


class PeopleFlow(StrEnum):
    """Other gains and losses counted in people: also by households that stay and grow or shrink."""

    MORE_POOR = "more_poor"
    LESS_POOR = "less_poor"
    MORE_NEAR_POOR = "more_near_poor"
    LESS_NEAR_POOR = "less_near_poor"


PEOPLE_FLOW_LABELS = {
    PeopleFlow.MORE_POOR: "khẩu hộ nghèo khác tăng",
    PeopleFlow.LESS_POOR: "khẩu hộ nghèo khác giảm",
    PeopleFlow.MORE_NEAR_POOR: "khẩu hộ cận nghèo khác tăng",
    PeopleFlow.LESS_NEAR_POOR: "khẩu hộ cận nghèo khác giảm",
}
PEOPLE_FLOWS = {
    (Classification.POOR, Side.NOW): PeopleFlow.MORE_POOR,
    (Classification.POOR, Side.BEFORE): PeopleFlow.LESS_POOR,
    (Classification.NEAR_POOR, Side.NOW): PeopleFlow.MORE_NEAR_POOR,
    (Classification.NEAR_POOR, Side.BEFORE): PeopleFlow.LESS_NEAR_POOR,
}
OF_THE_PAST = frozenset(
    {Movement.LEFT_POOR, Movement.LEFT_NEAR_POOR, PeopleFlow.LESS_POOR, PeopleFlow.LESS_NEAR_POOR}
)


class Entered(StrEnum):
    """Whether a result is there."""

    YES = "yes"
    NO = "no"


ENTERED_LABELS = {Entered.YES: "đã có kết quả", Entered.NO: "chưa có kết quả"}
SIDE_LABELS = {Side.NOW: "theo đợt này", Side.BEFORE: "theo đợt trước (đầu kỳ)"}
OTHERS = "-"  # before codes of ethnic groups: all but these


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Households of a round that fulfil all that is given.

    `ethnicity` is a code, or "-" and codes with points between: everybody but these. `deprivation` is the
    position of an indicator. What ended with the earlier round can be seen at its side alone.
    """

    side: Side = Side.NOW
    classification: Classification | None = None
    movement: Movement | PeopleFlow | None = None
    trait: Trait | None = None
    ethnicity: str = ""
    cause: Cause | None = None
    need: Need | None = None
    deprivation: int | None = None
    entered: Entered | None = None

    @property
    def seen_at(self) -> Side:
        """The end of the period at which they are counted."""
        return Side.BEFORE if self.movement in OF_THE_PAST else self.side

    @property
    def compares(self) -> bool:
        """Whether an earlier round is needed to know."""
        return self.movement is not None or self.seen_at is Side.BEFORE

    @property
    def tells_health(self) -> bool:
        """Whether being on this list tells that somebody is ill."""
        return self.cause is Cause.ILLNESS or self.need is Need.HEALTH

    @property
    def parameters(self) -> dict[str, str]:
        """As a page's address has it; of `Selection()` nothing."""
        given = {name: getattr(self, field) for name, field in PARAMETERS.items()}
        return {name: str(value) for name, value in given.items() if value and value != Side.NOW}

    def labels(self, *, indicators: Mapping[int, str], ethnicities: Mapping[str, str]) -> list[str]:
        """What is asked for, in words, one for each part."""
        said = [
            self.classification and CLASSIFICATION_LABELS[self.classification],
            self.movement and SELECTABLE_MOVEMENTS[self.movement],
            self.trait and TRAIT_LABELS[self.trait],
            self.ethnicity and _ethnicity_label(self.ethnicity, ethnicities),
            self.deprivation and f"thiếu hụt: {indicators.get(self.deprivation, self.deprivation)}",
            self.cause and f"nguyên nhân: {CAUSE_LABELS[self.cause]}",
            self.need and f"nhu cầu: {NEED_LABELS[self.need]}",
            self.entered and ENTERED_LABELS[self.entered],
            SIDE_LABELS[Side.BEFORE] if self.seen_at is Side.BEFORE else None,
        ]
        return [words for words in said if words]


PARAMETERS = {
    "ky": "side",
    "loai": "classification",
    "biendong": "movement",
    "dacdiem": "trait",
    "dantoc": "ethnicity",
    "thieuhut": "deprivation",
    "nguyennhan": "cause",
    "nhucau": "need",
    "nhap": "entered",
}
SELECTABLE_MOVEMENTS: Mapping[Movement | PeopleFlow, str] = dict(
    (*MOVEMENT_LABELS.items(), *PEOPLE_FLOW_LABELS.items())
)


def all_but(codes: Iterable[str]) -> str:
    """The `ethnicity` of a selection that means everybody else, those not recorded included."""
    return OTHERS + ".".join(codes)


def ethnicity_codes(ethnicity: str) -> list[str]:
    """The codes that such a text names."""
    return ethnicity.removeprefix(OTHERS).split(".")


def _ethnicity_label(ethnicity: str, names: Mapping[str, str]) -> str:
    named = ", ".join(names.get(code, code) for code in ethnicity_codes(ethnicity))
    return f"dân tộc ngoài {named}" if ethnicity.startswith(OTHERS) else f"dân tộc {named}"

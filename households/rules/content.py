"""What is written of a household, its members and its review, however it came in: typed or imported."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace

from households.rules.household import Relation, Sex
from households.rules.poverty import (
    INDICATOR_COUNT,
    POINTS_PER_DEPRIVATION,
    Classification,
    Thresholds,
    deprivation_score,
)
from households.rules.review import Cause, Need

MAX_INCOME_SCORE = 500
MAX_PEOPLE = 60
POSSIBLE_SCORES = range(0, POINTS_PER_DEPRIVATION * INDICATOR_COUNT + 1, POINTS_PER_DEPRIVATION)


@dataclass(frozen=True, kw_only=True)
class MemberContent:
    """A person of a household; blank and None mean "not known". `ethnicity` is a code, "01" to "56"."""

    name: str
    relation: Relation
    sex: Sex | None = None
    birth_date: dt.date | None = None
    birth_year: int | None = None
    ethnicity: str = ""
    personal_number: str = ""
    labour_capacity: bool | None = None
    disability: bool | None = None
    illness: str = ""


@dataclass(frozen=True, kw_only=True)
class HouseholdContent:
    """A household of a hamlet (by its id) with its members."""

    hamlet_id: int
    members: tuple[MemberContent, ...]
    code: str = ""
    address: str = ""
    phone: str = ""
    local_minority: bool = False
    merit: bool = False
    social_protection: bool = False
    farming: bool = False

    @property
    def head(self) -> MemberContent:
        """The head; only of a household without violations."""
        return next(member for member in self.members if member.relation is Relation.HEAD)

    def violations(self) -> list[str]:
        """What cannot be among the members, as Vietnamese sentences."""
        heads = [member.name for member in self.members if member.relation is Relation.HEAD]
        found = []
        if not heads:
            found.append("Hộ chưa có chủ hộ: chọn một nhân khẩu là chủ hộ.")
        if len(heads) > 1:
            found.append(f"Hộ có {len(heads)} chủ hộ ({', '.join(heads)}): chỉ chọn một người.")
        numbers = Counter(member.personal_number for member in self.members if member.personal_number)
        if any(count > 1 for count in numbers.values()):
            found.append("Hai nhân khẩu trong hộ có cùng số định danh cá nhân.")
        return found


@dataclass(frozen=True, kw_only=True)
class ReviewContent:
    """What a review found. `deprivations` are the positions of the deprived indicators; None where only the
    score is known, which `deprivation_score` then gives.

    `classification` is set only where the class differs from what the scores give, with `override_reason`.
    """

    income_score: int
    deprivations: frozenset[int] | None = frozenset()
    deprivation_score: int | None = None
    causes: frozenset[Cause] = frozenset()
    needs: frozenset[Need] = frozenset()
    people: int = 1
    local_minority: bool = False
    merit: bool = False
    social_protection: bool = False
    no_labour: bool = False
    farming: bool = False
    average_standard: bool = False
    children: int = 0
    children_health: int = 0
    children_education: int = 0
    classification: Classification | None = None
    override_reason: str = ""
    reviewed_date: dt.date | None = None
    answers: tuple[int, ...] = field(default=())

    def violations(self, thresholds: Thresholds | None = None) -> dict[str, str]:
        """What cannot be, by field, as Vietnamese sentences; with `thresholds` also what their lines rule
        out.
        """
        found = {**self._score_violations(), **self._composition_violations()}
        limit = thresholds.income_score_max if thresholds else None
        if self.average_standard and not self.farming:
            found["average_standard"] = "Mức sống trung bình chỉ xác định cho hộ làm nông, lâm, ngư nghiệp."
        elif self.average_standard and limit is not None and self.income_score <= limit:
            found["average_standard"] = (
                f"Mức sống trung bình chỉ xác định cho hộ trên chuẩn thu nhập (B1 > {limit})."
            )
        if self.classification is Classification.AVERAGE and not self.average_standard:
            found["classification"] = "Hộ có mức sống trung bình phải được xác định mức sống trung bình."
        if self.classification and not self.override_reason:
            found["override_reason"] = "Phân loại khác với điểm thì phải ghi lý do."
        return found

    def _score_violations(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if not 0 <= self.income_score <= MAX_INCOME_SCORE:
            found["income_score"] = f"Điểm B1 phải từ 0 đến {MAX_INCOME_SCORE}."
        if self.deprivations is None:
            if self.deprivation_score is None:
                found["deprivation_score"] = "Nhập các chỉ số thiếu hụt hoặc điểm B2."
            elif self.deprivation_score not in POSSIBLE_SCORES:
                found["deprivation_score"] = f"Điểm B2 là bội số của 10, từ 0 đến {POSSIBLE_SCORES[-1]}."
        elif self.deprivation_score not in {None, score := deprivation_score(self.deprivations)}:
            found["deprivation_score"] = (
                f"Điểm B2 là {self.deprivation_score}, nhưng có {len(self.deprivations)} chỉ số thiếu hụt"
                f" (phải là {score})."
            )
        return found

    def _composition_violations(self) -> dict[str, str]:
        if not 1 <= self.people <= MAX_PEOPLE:
            return {"people": f"Số khẩu phải từ 1 đến {MAX_PEOPLE}."}
        if self.children > self.people:
            return {"children": f"Hộ có {self.people} khẩu, số trẻ em không thể là {self.children}."}
        return {
            name: f"Hộ có {self.children} trẻ em, không thể có {lacking} em thiếu hụt."
            for name in ("children_health", "children_education")
            if (lacking := getattr(self, name)) > self.children
        }


@dataclass(frozen=True, kw_only=True)
class ReviewChanges:
    """The same change to the reviews of many households; None and nothing leave what stands."""

    reviewed_date: dt.date | None = None
    local_minority: bool | None = None
    merit: bool | None = None
    social_protection: bool | None = None
    no_labour: bool | None = None
    farming: bool | None = None
    causes_added: frozenset[Cause] = frozenset()
    causes_dropped: frozenset[Cause] = frozenset()
    needs_added: frozenset[Need] = frozenset()
    needs_dropped: frozenset[Need] = frozenset()

    def applied_to(self, content: ReviewContent) -> ReviewContent:
        """The content with the changes."""
        names = ("reviewed_date", "local_minority", "merit", "social_protection", "no_labour", "farming")
        given = {name: value for name in names if (value := getattr(self, name)) is not None}
        return replace(
            content,
            causes=(content.causes | self.causes_added) - self.causes_dropped,
            needs=(content.needs | self.needs_added) - self.needs_dropped,
            **given,
        )

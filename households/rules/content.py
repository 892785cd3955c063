"""What is written of a household, its members and its review, however it came in: typed or imported."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from households.rules.household import Relation, Sex
from households.rules.poverty import Classification
from households.rules.review import Cause, Need

MAX_INCOME_SCORE = 500
MAX_PEOPLE = 60


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

    def violations(self) -> dict[str, str]:
        """What cannot be, by field, as Vietnamese sentences."""
        found: dict[str, str] = {}
        if not 0 <= self.income_score <= MAX_INCOME_SCORE:
            found["income_score"] = f"Điểm B1 phải từ 0 đến {MAX_INCOME_SCORE}."
        if self.deprivations is None and self.deprivation_score is None:
            found["deprivation_score"] = "Nhập các chỉ số thiếu hụt hoặc điểm B2."
        elif self.deprivations is not None and self.deprivation_score not in {
            None,
            10 * len(self.deprivations),
        }:
            found["deprivation_score"] = (
                f"Điểm B2 là {self.deprivation_score}, nhưng có {len(self.deprivations)} chỉ số thiếu hụt"
                f" (phải là {10 * len(self.deprivations)})."
            )
        elif self.deprivation_score is not None and self.deprivation_score not in range(0, 121, 10):
            found["deprivation_score"] = "Điểm B2 là bội số của 10, từ 0 đến 120."
        if not 1 <= self.people <= MAX_PEOPLE:
            found["people"] = f"Số khẩu phải từ 1 đến {MAX_PEOPLE}."
        elif self.children > self.people:
            found["children"] = f"Hộ có {self.people} khẩu, số trẻ em không thể là {self.children}."
        for name in ("children_health", "children_education"):
            if getattr(self, name) > self.children:
                found[name] = (
                    f"Hộ có {self.children} trẻ em, không thể có {getattr(self, name)} em thiếu hụt."
                )
        if self.average_standard and not self.farming:
            found["average_standard"] = "Mức sống trung bình chỉ xác định cho hộ làm nông, lâm, ngư nghiệp."
        if self.classification and not self.override_reason:
            found["override_reason"] = "Phân loại khác với điểm thì phải ghi lý do."
        return found

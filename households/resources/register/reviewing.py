"""What a workbook says that a round is to record of a household, over what stands already. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from households.queries.imports import Register, RegisterHousehold, RegisterReview
from households.resources.register.changes import Comparison, RoundFacts, ShownChange
from households.resources.register.content import FileHousehold, RegisterContent
from households.resources.register.findings import FLAGS, FOUND, LISTED, as_found, laid_over, review_values
from households.resources.register.matching import known_member, lead_of
from households.rules import (
    CHILD_BELOW,
    CLASSIFICATION_LABELS,
    Area,
    Classification,
    HouseholdContent,
    MemberContent,
    ReviewContent,
    Scores,
    age_on,
    classify,
    deprivation_score,
)

_SCORED = ("deprivation_score", "deprivations", "classification")  # these mean nothing without B1


class Refusals:
    """The households of a workbook of which nothing more is looked at, by row."""

    def __init__(self, content: RegisterContent) -> None:
        self.content, self.rows = content, set[int]()

    def refuse(self, household: FileHousehold, key: str, message: str) -> None:
        """An error of a household, at the cell of `key` or at its name."""
        self.rows.add(household.row)
        row = household.cells.get(key) or lead_of(household).row
        if (row, key) not in self.content.refused:
            self.content.refuse(row, key if key in self.content.columns else "name", message)


class Reviewing:
    """The reviews of a workbook's households; `round` is None where none is filled."""

    def __init__(
        self,
        content: RegisterContent,
        register: Register,
        round: RoundFacts | None,
        refusals: Refusals,
        done: Comparison,
    ) -> None:
        self.content, self.register, self.round = content, register, round
        self.refusals, self.done = refusals, done

    def has_review(self, household: FileHousehold, known: RegisterReview | None) -> bool:
        """Whether the file says what the round is to record of the household."""
        given = household.values
        if self.round is None or not any(name in given for name in FOUND):
            return False
        if "income_score" in given or (known and known.is_entered):
            return True
        scored = [name for name in _SCORED if given.get(name) not in (None, frozenset())]
        if scored and not (
            given.get("classification") is Classification.OTHER and scored == ["classification"]
        ):
            if "income_score" in self.content.columns:
                row = lead_of(household).row
                if (row, "income_score") not in self.content.refused:
                    self.content.refuse(row, "income_score", "Ghi điểm B1, vì hộ này có kết quả rà soát.")
            else:
                self.done.without_scores += 1
        elif given.get("causes") or given.get("needs"):
            self.done.without_scores += 1
        return False

    def is_closed(self, household: FileHousehold) -> bool:
        """Whether the round takes no reviews any more; refused then at the first of them."""
        if not (self.round and self.round.closed):
            return False
        key = next((name for name in ("income_score", *FOUND) if name in household.cells), "name")
        self.refusals.refuse(household, key, self.round.closed)
        return True

    def compared(
        self,
        household: FileHousehold,
        stored: RegisterHousehold,
        values: Mapping[str, Any],
        joined: list[MemberContent],
        shown: list[ShownChange],
    ) -> ReviewContent | None:
        """What is to be recorded, None when that stands already."""
        known = self.register.reviews.get(stored.pk)
        if not self.has_review(household, known):
            return None
        assert self.round is not None
        flags = {name: value for name, value in values.items() if name in FLAGS and not self.round.closed}
        before = as_found(known.values) if known and known.is_entered else {}
        if known:
            base = before or {name: known.values[name] for name in LISTED}
        else:
            present = [*map(known_member, stored.members), *joined]
            merged = {name: stored.values[name] for name in FLAGS}
            base = self.fresh(HouseholdContent(hamlet_id=stored.hamlet_id, members=tuple(present), **merged))
        area = known.area if known else stored.area
        review, classification = self.review(household, {**base, **flags}, area, known=known)
        if review is None:
            return None
        after = review_values(review, classification)
        old = {**before, "classification": known.values["classification"]} if known and before else {}
        flags_stand = known is not None and all(known.values[name] == value for name, value in flags.items())
        differing = [name for name in after if old.get(name) != after[name]]
        if old and not differing and flags_stand:
            return None
        if self.is_closed(household):
            return None
        shown += [
            ShownChange(
                key=name,
                before=old.get(name),
                after=after[name],
                row=household.cells.get(name, household.row),
            )
            for name in differing
            if old or name in ("income_score", "deprivation_score", "classification")
        ]
        return review

    def review(
        self,
        household: FileHousehold,
        base: Mapping[str, Any],
        area: Area,
        *,
        known: RegisterReview | None = None,
    ) -> tuple[ReviewContent | None, Classification | None]:
        """The review that the file's values make over what stands, with its class; None when it cannot be."""
        assert self.round is not None
        said = household.values.get("classification")
        review = laid_over(household.values, base)
        if self._is_impossible(household, review, area):
            return None, None
        scores = Scores(
            income=review.income_score,
            deprivation=review.deprivation_score or deprivation_score(review.deprivations or frozenset()),
        )
        finding = classify(
            scores=scores, thresholds=self.round.thresholds[area], average_standard=review.average_standard
        )
        overridden = known and known.is_entered and known.values["classification"] != known.values["computed"]
        wanted = said or finding.classification
        if known and overridden and said is None:
            wanted = Classification(known.values["classification"])
        if wanted == finding.classification:
            return replace(review, classification=None, override_reason=""), wanted
        if not review.override_reason:
            self.refusals.refuse(
                household,
                "classification",
                f"Theo điểm là {CLASSIFICATION_LABELS[finding.classification]} ({finding.reason}); "
                "sửa điểm hoặc phân loại, hoặc thêm cột lý do.",
            )
            return None, None
        differing = replace(review, classification=wanted)
        return (None, None) if self._is_impossible(household, differing, area) else (differing, wanted)

    def _is_impossible(self, household: FileHousehold, review: ReviewContent, area: Area) -> bool:
        """Refuse the first thing that cannot be of a review, at its cell."""
        assert self.round is not None
        for name, sentence in review.violations(self.round.thresholds[area]).items():
            self.refusals.refuse(
                household, name if name in self.content.columns else "income_score", sentence
            )
            return True
        return False

    def fresh(self, content: HouseholdContent) -> dict[str, Any]:
        """What a review starts from when nothing is known but the household."""
        assert self.round is not None
        on = self.round.reference_date
        ages = [
            age_on(on, birth_date=member.birth_date, birth_year=member.birth_year)
            for member in content.members
        ]
        return {
            "people": len(content.members),
            "children": sum(age is not None and age < CHILD_BELOW for age in ages),
            "no_labour": all(member.labour_capacity is False for member in content.members),
            **{name: getattr(content, name) for name in FLAGS},
        }

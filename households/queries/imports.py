"""The commune's list of households as a whole, in a fixed number of queries: for imports and exports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from households.models import (
    AdministrativeUnit,
    ColumnMapping,
    Household,
    HouseholdImport,
    HouseholdUpload,
    Member,
    Review,
    ReviewRound,
)
from households.models.households import HouseholdQuerySet
from households.rules import Area, RoundKind
from povertyplan.accounts.models import User

HOUSEHOLD_VALUES = ("code", "address", "phone", "local_minority", "merit", "social_protection", "farming")
MEMBER_VALUES = (
    *("name", "relation", "sex", "birth_date", "birth_year", "ethnicity_id"),
    *("personal_number", "labour_capacity"),
)
REVIEW_VALUES = (
    *("income_score", "deprivations", "deprivation_score", "causes", "needs", "people"),
    *("local_minority", "merit", "social_protection", "no_labour", "farming", "average_standard"),
    *("children", "children_health", "children_education", "override_reason", "reviewed_date"),
    *("computed", "classification", "answers"),
)
NUMBERS_ASKED = 5000  # in one query


@dataclass(kw_only=True, slots=True)
class RegisterMember:
    """A member who lives there now; `values` are `MEMBER_VALUES`."""

    pk: uuid.UUID
    values: dict[str, Any]
    name_key: str
    number_key: str


@dataclass(kw_only=True, slots=True)
class RegisterHousehold:
    """A household of the list; `values` are `HOUSEHOLD_VALUES`."""

    pk: int
    version: int
    hamlet_id: int
    area: Area
    head_id: uuid.UUID
    is_kept: bool
    values: dict[str, Any]
    members: list[RegisterMember] = field(default_factory=list)

    @property
    def head(self) -> RegisterMember:
        return next(member for member in self.members if member.pk == self.head_id)


@dataclass(kw_only=True, slots=True)
class RegisterReview:
    """What the round has of a household; `values` are `REVIEW_VALUES`, masks as stored."""

    version: int
    area: Area
    values: dict[str, Any]

    @property
    def is_entered(self) -> bool:
        return bool(self.values["classification"])


@dataclass(frozen=True, kw_only=True)
class Register:
    """All households of a commune in the order of hamlets and names, and the reviews of a round by
    household; `versions` are those of both, by household.
    """

    households: Mapping[int, RegisterHousehold]
    reviews: Mapping[int, RegisterReview]

    @property
    def versions(self) -> tuple[dict[int, int], dict[int, int]]:
        return (
            {pk: household.version for pk, household in self.households.items()},
            {pk: review.version for pk, review in self.reviews.items()},
        )


def register_of(
    *, unit: AdministrativeUnit, round: ReviewRound | None, households: HouseholdQuerySet | None = None
) -> Register:
    """The commune's households (or those given) with members and, of a round, reviews: three queries."""
    chosen = Household.objects.in_unit(unit) if households is None else households.in_unit(unit)
    columns = ("pk", "version", "hamlet_id", "hamlet__area", "head_id", "valid_to", *HOUSEHOLD_VALUES)
    found = {
        pk: RegisterHousehold(
            pk=pk,
            version=version,
            hamlet_id=hamlet,
            area=Area(area),
            head_id=head,
            is_kept=ended is None,
            values=dict(zip(HOUSEHOLD_VALUES, values, strict=True)),
        )
        for pk, version, hamlet, area, head, ended, *values in chosen.order_by(
            "hamlet__position", "hamlet__sort_key", "hamlet", "sort_key", "pk"
        ).values_list(*columns)
    }
    members = Member.objects.present().filter(household__unit=unit).order_by("household", "position", "pk")
    for household, pk, name_key, number_key, *values in members.values_list(
        "household_id", "pk", "name_key", "personal_number_key", *MEMBER_VALUES
    ).iterator():
        if household in found:
            found[household].members.append(
                RegisterMember(
                    pk=pk,
                    values=dict(zip(MEMBER_VALUES, values, strict=True)),
                    name_key=name_key,
                    number_key=number_key,
                )
            )
    return Register(households=found, reviews=_reviews(round) if round else {})


def _reviews(round: ReviewRound) -> dict[int, RegisterReview]:
    rows = Review.objects.in_round(round).values_list("household_id", "version", "area", *REVIEW_VALUES)
    return {
        household: RegisterReview(
            version=version, area=Area(area), values=dict(zip(REVIEW_VALUES, values, strict=True))
        )
        for household, version, area, *values in rows.iterator()
    }


def numbers_elsewhere(*, unit: AdministrativeUnit, keys: Collection[str]) -> set[str]:
    """Which of these personal numbers, by their key, somebody of another commune has."""
    others = (
        Member.objects.present()
        .exclude(household__unit=unit)
        .exclude(personal_number_key="")  # the index has no others, and of a long list it is not concluded
    )
    found: set[str] = set()
    wanted = sorted(keys)
    for start in range(0, len(wanted), NUMBERS_ASKED):
        asked = wanted[start : start + NUMBERS_ASKED]
        found.update(
            others.filter(personal_number_key__in=asked).values_list("personal_number_key", flat=True)
        )
    return found


def periodic_round(*, unit: AdministrativeUnit, year: int) -> ReviewRound | None:
    """The yearly round of a commune."""
    rounds = ReviewRound.objects.filter(unit=unit, kind=RoundKind.PERIODIC, year=year)
    return rounds.select_related("unit", "standard").first()


def rounds_to_fill(*, unit: AdministrativeUnit) -> list[ReviewRound]:
    """The commune's rounds, the newest first."""
    rounds = ReviewRound.objects.filter(unit=unit).select_related("unit", "standard")
    return list(rounds.order_by("-reference_date", "-pk"))


def last_household_import(*, unit: AdministrativeUnit) -> HouseholdImport | None:
    """What was brought in last and not undone."""
    standing = HouseholdImport.objects.in_unit(unit).standing()
    return standing.defer("undo").select_related("by", "round").order_by("-at", "-pk").first()


def imported_before(
    *, unit: AdministrativeUnit, round: ReviewRound | None, sha256: str
) -> dt.datetime | None:
    """When the very same file was brought in for the same round and not undone since."""
    standing = HouseholdImport.objects.in_unit(unit).standing().filter(sha256=sha256, round=round)
    return standing.order_by("-at").values_list("at", flat=True).first()


def household_upload_of(*, user: User, unit: AdministrativeUnit) -> HouseholdUpload | None:
    """The workbook that a person is about to bring in."""
    uploads = HouseholdUpload.objects.filter(by=user, unit=unit)
    return uploads.select_related("unit", "round__unit", "round__standard").first()


def column_mappings(*, unit: AdministrativeUnit) -> dict[str, Any]:
    """How the commune's headings were read the last time, by their fingerprint."""
    return dict(ColumnMapping.objects.filter(unit=unit).values_list("headings", "mapping"))

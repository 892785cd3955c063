"""Bringing in households that came as a workbook, and taking them back.

An import is one transaction with one audit event; its own record holds what stood before, until the next one.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from households.actions.households import (
    HOUSEHOLD_FIELDS,
    MEMBER_FIELDS,
    NewHouseholds,
    built_member,
    insert_households,
    new_households,
)
from households.actions.rounds import WRITTEN, held_reviews, locked, new_reviews, set_found, write_found
from households.models import (
    AdministrativeUnit,
    Household,
    HouseholdEvent,
    HouseholdImport,
    Member,
    Review,
    ReviewRound,
)
from households.rules import EventKind, HouseholdContent, MemberContent, ReviewContent
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.collector import collector_paused
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.planner import tables_analyze
from povertyplan.common.table_rows import TableRows

MOVED = "Danh sách hộ hoặc kết quả rà soát vừa được người khác sửa; mời xem lại tệp rồi ghi."
CHANGED_SINCE = "Sau lần nhập đó đã có hộ được sửa, xóa hoặc gắn thêm việc khác; không hoàn tác được."
_HOUSEHOLD_WRITTEN = (*HOUSEHOLD_FIELDS, "version", "recorded_at", "search_key", "sort_key")
_MEMBER_WRITTEN = (*MEMBER_FIELDS, "sex", "ethnicity", "personal_number_key", "name_key")

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class HouseholdChange:
    """What is to be otherwise in a household: its own fields, those of members by their id, and who joined.

    Only what changes is named.
    """

    household_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[uuid.UUID, Mapping[str, Any]] = field(default_factory=dict)
    joined: Sequence[MemberContent] = ()


@dataclass(frozen=True, kw_only=True)
class HouseholdsGiven:
    """What a workbook would write: reviews of new households by their position in `added`, of others by
    household. `seen` are the versions of all households and reviews that it was held against.
    """

    added: Sequence[HouseholdContent] = ()
    added_reviews: Mapping[int, ReviewContent] = field(default_factory=dict)
    changed: Sequence[HouseholdChange] = ()
    reviews: Mapping[int, ReviewContent] = field(default_factory=dict)
    unchanged: int = 0
    seen: tuple[Mapping[int, int], Mapping[int, int]] = field(default_factory=lambda: ({}, {}))

    @property
    def updated(self) -> int:
        """How many households of the list change, or their review does."""
        return len({change.household_id for change in self.changed} | self.reviews.keys())

    @property
    def counts(self) -> dict[str, int]:
        """How many households would be created and updated, and stay."""
        return {"created": len(self.added), "updated": self.updated, "unchanged": self.unchanged}


@dataclass(frozen=True)
class HouseholdsReady:
    """What a workbook would write, and its new households ready for their tables."""

    unit: AdministrativeUnit
    given: HouseholdsGiven
    new: NewHouseholds


@collector_paused()
def households_ready(*, unit: AdministrativeUnit, given: HouseholdsGiven, by: User | None) -> HouseholdsReady:
    """Make ready what `households_import` is to write: most of its work, outside the transaction that keeps
    others from writing. ValidationError where a household's members cannot be so.
    """
    new = new_households(unit=unit, contents=given.added, valid_from=timezone.localdate(), by=by)
    return HouseholdsReady(unit, given, new)


@collector_paused()
@transaction.atomic
def households_import(
    *, ready: HouseholdsReady, round: ReviewRound | None, sha256: str, by: User | None
) -> HouseholdImport | None:
    """Write all that a workbook gives or nothing; the record of it, None where nothing changes.

    Raises StaleError where a household or review is no longer as it was seen.
    """
    unit, given = ready.unit, ready.given
    AdministrativeUnit.objects.hold(unit.pk)
    transaction.on_commit(partial(tables_analyze, Household, Member, Review), robust=True)
    if given.reviews or given.added_reviews:
        if round is None:
            raise DomainError("Chọn đợt rà soát để ghi kết quả.")
        round = locked(round)
    if versions_of(unit=unit, round=round) != given.seen:
        raise StaleError(MOVED)
    if not (given.added or given.changed or given.reviews):
        return None
    undo = _update(unit, given.changed, by=by)
    added = insert_households(ready.new)
    undo |= {"created": [household.pk for household in added]}
    undo["people"] = sum(ready.new.people)
    found = {**given.reviews, **{added[at].pk: review for at, review in given.added_reviews.items()}}
    if round and found:
        undo |= _write_reviews(round, found, by=by)
    HouseholdImport.objects.in_unit(unit).exclude(undo={}).update(undo={})
    record = HouseholdImport(
        unit=unit,
        round=round,
        sha256=sha256,
        created=len(added),
        updated=given.updated,
        unchanged=given.unchanged,
        undo=_plain(undo),
        by=by,
        at=timezone.now(),
    )
    record.full_clean()
    record.save()
    record_event(
        "households_imported",
        target=record,
        by=by,
        unit_code=unit.code,
        details={
            "sha256": sha256,
            "round": round.pk if round else None,
            "created": undo["created"],
            "updated": sorted({change.household_id for change in given.changed} | given.reviews.keys()),
            "unchanged": given.unchanged,
            "reviewed": len(found),
        },
    )
    return record


def versions_of(
    *, unit: AdministrativeUnit, round: ReviewRound | None
) -> tuple[dict[int, int], dict[int, int]]:
    """The version of each of the commune's households, and of each review of the round by its household."""
    households = Household.objects.in_unit(unit).values_list("pk", "version")
    reviews = Review.objects.filter(round=round).values_list("household", "version") if round else ()
    return dict(households), dict(reviews)


def _update(
    unit: AdministrativeUnit, changes: Sequence[HouseholdChange], *, by: User | None
) -> dict[str, Any]:
    """Write the changes; what stood before, to be put back."""
    kept = Household.objects.in_unit(unit).select_related("head")
    households = _held(kept, [change.household_id for change in changes])
    members = _held(Member.objects.all(), [member for change in changes for member in change.members])
    before: dict[str, Any] = {"households": {}, "members": {}, "joined": []}
    people: list[Member] = []
    for change in changes:
        household = households[change.household_id]
        before["households"][household.pk] = _laid(household, change.values)
        for pk, values in change.members.items():
            if members[pk].household_id != household.pk:
                raise StaleError(MOVED)
            if born := values.get("birth_date"):
                values = {**values, "birth_year": born.year}
            before["members"][str(pk)] = _laid(members[pk], values)
            members[pk].prepare()
        head = members.get(household.head_id, household.head)
        household.prepare_keys(head_name=head.name)
        household.version += 1
        for position, content in enumerate(change.joined, start=100):
            person = built_member(content, position)
            person.household = household
            people.append(person)
    _store(Household, households.values(), _HOUSEHOLD_WRITTEN)
    _store(Member, members.values(), _MEMBER_WRITTEN)
    Member.objects.bulk_create(people)
    today = timezone.localdate()
    HouseholdEvent.objects.bulk_create(
        HouseholdEvent(
            household=person.household,
            member=person,
            kind=EventKind.MEMBER_JOINED,
            date=today,
            recorded_by=by,
        )
        for person in people
    )
    before["joined"] = [str(person.pk) for person in people]
    before["versions"] = {household.pk: household.version for household in households.values()}
    return before


def _write_reviews(
    round: ReviewRound, found: Mapping[int, ReviewContent], *, by: User | None
) -> dict[str, Any]:
    """Record what was found, of who is not listed yet too; what stood before, to be put back."""
    unlisted = new_reviews(round=round, households=Household.objects.filter(pk__in=found))
    fresh = {review.household_id: review for review in unlisted}
    listed = {household: content for household, content in found.items() if household not in fresh}
    stood = {
        row["household_id"]: row
        for row in Review.objects.in_round(round)
        .filter(household__in=listed)
        .values(*_columns(Review, WRITTEN), "household_id")
    }
    held = held_reviews(round=round, households=listed)
    write_found(round=round, reviews=held, found=listed, by=by, unchanged=())
    set_found(round=round, reviews=fresh, found={pk: found[pk] for pk in fresh}, by=by)
    written = {review.pk: review for review in held.values()}
    written |= zip(TableRows(Review, unlisted).insert(), unlisted, strict=True)
    return {
        "reviews": {pk: stood.get(review.household_id) for pk, review in written.items()},
        "review_versions": {pk: review.version for pk, review in written.items()},
    }


@collector_paused()
@transaction.atomic
def households_import_undo(*, record: HouseholdImport, by: User | None) -> None:
    """Put everything back to what it was before the unit's last import; all of it or nothing.

    Households and members that it added go, because they were never more than a file. Raises StaleError
    when anything was changed since, DomainError when it is not the last import.
    """
    unit = record.unit
    AdministrativeUnit.objects.hold(unit.pk)
    last = HouseholdImport.objects.in_unit(unit).standing().order_by("-at", "-pk").first()
    if record != last or not last.undo:
        raise DomainError("Chỉ hoàn tác được lần nhập gần nhất; lần này đã hoàn tác hoặc đã có lần nhập sau.")
    undo = last.undo
    if undo.get("reviews"):
        locked(ReviewRound.objects.get(pk=last.round_id or 0))
    _check_unmoved(undo)
    try:
        with transaction.atomic():
            _put_back(undo)
            connection.check_constraints()
    except IntegrityError as error:
        raise StaleError(CHANGED_SINCE) from error
    last.undo, last.undone_by, last.undone_at = {}, by, timezone.now()
    last.full_clean()
    last.save()
    record_event("households_import_undone", target=last, by=by, unit_code=unit.code)


def _check_unmoved(undo: Mapping[str, Any]) -> None:
    created = undo["created"]
    versions = dict(
        Household.objects.filter(pk__in=[*created, *undo["versions"]]).values_list("pk", "version")
    )
    expected = {int(pk): version for pk, version in undo["versions"].items()} | dict.fromkeys(created, 1)
    members = _held(Member.objects.all(), map(uuid.UUID, undo["members"]), missing=CHANGED_SINCE)
    reviews = {
        str(pk): version
        for pk, version in Review.objects.filter(pk__in=undo.get("reviews", {})).values_list("pk", "version")
    }
    people = Member.objects.filter(household__in=created, left_date__isnull=True)
    events = HouseholdEvent.objects.filter(household__in=created)
    if (
        versions != expected
        or reviews != undo.get("review_versions", {})
        or people.count() != undo["people"]
        or events.count() != len(created)
        or any(
            _plain(getattr(members[uuid.UUID(pk)], name)) != values[1]
            for pk, changed in undo["members"].items()
            for name, values in changed.items()
        )
    ):
        raise StaleError(CHANGED_SINCE)


def _put_back(undo: Mapping[str, Any]) -> None:
    reviews = undo.get("reviews", {})
    # Not delete(): nothing is lost that was ever seen, and what refers to it is protected by its constraint.
    _erase(Review.objects.filter(pk__in=[pk for pk, stood in reviews.items() if stood is None]))
    stood = {int(pk): values for pk, values in reviews.items() if values is not None}
    kept = _held(Review.objects.all(), stood)
    for pk, review in kept.items():
        for name, value in stood[pk].items():
            setattr(review, name, _cleaned(review, name, value))
        review.version = undo["review_versions"][str(pk)] + 1
    _store(Review, kept.values(), WRITTEN)
    _erase(HouseholdEvent.objects.filter(member__in=undo["joined"]))
    _erase(Member.objects.filter(pk__in=undo["joined"]))
    _erase(HouseholdEvent.objects.filter(household__in=undo["created"]))
    _erase(Member.objects.filter(household__in=undo["created"]))
    _erase(Household.objects.filter(pk__in=undo["created"]))
    members = _held(Member.objects.all(), map(uuid.UUID, undo["members"]))
    for member in members.values():
        _restore(member, undo["members"][str(member.pk)])
        member.prepare()
    _store(Member, members.values(), _MEMBER_WRITTEN)
    households = _held(Household.objects.select_related("head"), map(int, undo["households"]))
    for household in households.values():
        _restore(household, undo["households"][str(household.pk)])
        household.prepare_keys(head_name=members.get(household.head_id, household.head).name)
        household.version += 1
    _store(Household, households.values(), _HOUSEHOLD_WRITTEN)


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """The columns of these fields: a foreign key's is its id."""
    return [str(model._meta.get_field(name).attname) for name in names]  # type: ignore[union-attr]


def _held(rows: models.QuerySet[Row], keys: Iterable[Any], *, missing: str = MOVED) -> dict[Any, Row]:
    """The rows of these keys; StaleError when one is gone."""
    wanted = [*keys]
    found = rows.in_bulk(wanted) if wanted else {}
    if len(found) < len({*wanted}):
        raise StaleError(missing)
    return found


def _laid(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the values; each as it was and as it is now."""
    changed = {}
    for name, value in values.items():
        changed[name] = [_plain(getattr(row, name)), _plain(value)]
        setattr(row, name, value)
    return changed


def _restore(row: models.Model, changed: Mapping[str, Sequence[Any]]) -> None:
    for name, (before, _) in changed.items():
        setattr(row, name, _cleaned(row, name, before))


def _cleaned(row: models.Model, name: str, value: Any) -> Any:
    """What JSON has kept of a field, as the field gives it; of a foreign key the id stays as it is."""
    column = row._meta.get_field(name)
    return value if column.is_relation or not isinstance(column, models.Field) else column.to_python(value)


def _store(model: type[models.Model], rows: Collection[models.Model], names: Sequence[str]) -> None:
    """Write these fields of the rows: one row after the other, not a CASE for every field."""
    try:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=names
        )
    except IntegrityError as error:
        raise DomainError("Mã hộ đã có ở một hộ khác của xã; kiểm tra lại rồi ghi.") from error


def _erase(rows: models.QuerySet[Any]) -> None:
    """Take rows out whose references hold each other; the database has the last word on what stays."""
    rows._raw_delete(rows.db)


def _plain(value: Any) -> Any:
    """The value in JSON's own types; moments keep their microseconds."""
    match value:
        case None | bool() | int():
            return value
        case dt.date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return str(value)


@transaction.atomic
def households_download(
    *, unit: AdministrativeUnit, round: ReviewRound | None, count: int, with_numbers: bool, by: User
) -> None:
    """Keep who took how many households away as a workbook, and whether with whole personal numbers."""
    details = {"round": round.pk if round else None, "count": count, "with_numbers": with_numbers}
    record_event("households_downloaded", target=unit, by=by, unit_code=unit.code, details=details)

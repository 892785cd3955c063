"""Writing places, roles and figures."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.actions import (
    HamletLine,
    LineErrors,
    commune_start,
    figures_record,
    first_user_create,
    hamlets_save,
    membership_create,
    places,
    unit_figures_declare,
    user_create,
)
from households.models import AdministrativeUnit, Hamlet, HamletFigures, Membership, UnitFigures
from households.queries import hamlet_counts, hamlets_of
from households.rules import Area, Counts, FigureSource, HamletLabel, Role
from povertyplan.accounts.models import User
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import (
    PASSWORD,
    REFERENCE,
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    ProvinceFactory,
    StandardFactory,
    administrator,
    at_once,
    officer_of,
)


def line(name: str, *, number: int = 1, pk: int | None = None, **fields: Any) -> HamletLine:
    return HamletLine(
        **{
            "hamlet_id": pk,
            "name": name,
            "label": HamletLabel.XOM,
            "area": Area.RURAL,
            "line": number,
            **fields,
        }
    )


def lines_of(unit: AdministrativeUnit) -> list[HamletLine]:
    """The list as the page would send it back."""
    return [
        line(
            hamlet.name, number=number, pk=hamlet.pk, label=HamletLabel(hamlet.label), area=Area(hamlet.area)
        )
        for number, hamlet in enumerate(current(unit), start=1)
    ]


def list_changes(unit: AdministrativeUnit) -> list[tuple[Any, Any]]:
    """What the last event says of each hamlet's place in the list, by hamlet."""
    pairs = events(unit)[-1].details["hamlets"].items()
    return [(before, after) for _, (before, after) in sorted(pairs, key=lambda item: int(item[0]))]


def current(unit: AdministrativeUnit) -> list[Hamlet]:
    return list(hamlets_of(unit=unit, on=timezone.localdate()))


def names(unit: AdministrativeUnit) -> list[str]:
    return [hamlet.name for hamlet in current(unit)]


def renamed(given: HamletLine, name: str) -> HamletLine:
    return HamletLine(
        hamlet_id=given.hamlet_id, name=name, label=given.label, area=given.area, line=given.line
    )


def events(unit: AdministrativeUnit | None = None) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=unit.code if unit else "").order_by("sequence"))


@pytest.fixture
def unit(db):
    """A commune with three hamlets, not yet counted."""
    unit = CommuneFactory.create()
    hamlets_save(
        unit=unit,
        lines=[line(name, number=number) for number, name in enumerate(("Ao", "Bãi", "Cầu"), start=1)],
        by=None,
    )
    return unit


# --- the list of hamlets ---


def test_hamlets_are_added_in_the_order_of_the_list(unit):
    assert names(unit) == ["Ao", "Bãi", "Cầu"]
    assert [event.action for event in events(unit)] == ["hamlets_saved"]
    assert list_changes(unit) == [
        (None, [name, "xom", "rural", number + 1]) for number, name in enumerate(names(unit))
    ]
    assert {hamlet.label for hamlet in current(unit)} == {HamletLabel.XOM}


def test_hamlet_names_are_cleaned(unit):
    changed = hamlets_save(
        unit=unit, lines=[*lines_of(unit), line("  Đo\u0302\u0300i\x00  Mới ", number=4)], by=None
    )

    assert changed == 1
    assert names(unit)[-1] == "Đồi Mới"


def test_saving_what_stands_changes_nothing_and_says_nothing(unit):
    assert hamlets_save(unit=unit, lines=lines_of(unit), by=None) == 0
    assert len(events(unit)) == 1


def test_hamlet_keeps_its_figures_when_it_is_renamed(unit):
    by, first, *rest = officer_of(unit), *lines_of(unit)
    HamletFiguresFactory.create(hamlet_id=first.hamlet_id)

    assert hamlets_save(unit=unit, lines=[renamed(first, "Đình"), *rest], by=by) == 1

    assert names(unit) == ["Đình", "Bãi", "Cầu"]
    assert HamletFigures.objects.get().hamlet.name == "Đình"
    assert list_changes(unit) == [(["Ao", "xom", "rural", 1], ["Đình", "xom", "rural", 1])]
    assert events(unit)[-1].user == by


def test_hamlets_swap_their_names(unit):
    first, second, third = lines_of(unit)

    changed = hamlets_save(unit=unit, lines=[renamed(first, "Bãi"), renamed(second, "Ao"), third], by=None)

    assert changed == 2
    assert [(hamlet.pk, hamlet.name) for hamlet in current(unit)] == [
        (first.hamlet_id, "Bãi"),
        (second.hamlet_id, "Ao"),
        (third.hamlet_id, "Cầu"),
    ]
    assert Hamlet.objects.filter(name_key__startswith="\x01").count() == 0


def test_hamlets_pass_their_names_round(unit):
    rows = lines_of(unit)

    hamlets_save(
        unit=unit,
        lines=[renamed(row, name) for row, name in zip(rows, ("Bãi", "Cầu", "Ao"), strict=True)],
        by=None,
    )

    assert [hamlet.pk for hamlet in current(unit)] == [row.hamlet_id for row in rows]
    assert names(unit) == ["Bãi", "Cầu", "Ao"]


def test_hamlet_changes_only_the_case_of_its_name(unit):
    first, *rest = lines_of(unit)

    assert hamlets_save(unit=unit, lines=[renamed(first, "AO"), *rest], by=None) == 1
    assert names(unit)[0] == "AO"


def test_new_hamlet_takes_the_name_of_a_renamed_one(unit):
    first, *rest = lines_of(unit)

    hamlets_save(unit=unit, lines=[line("Ao", number=1), renamed(first, "Ao Cũ"), *rest], by=None)

    assert names(unit) == ["Ao", "Ao Cũ", "Bãi", "Cầu"]


def test_hamlets_are_put_in_another_order(unit):
    assert hamlets_save(unit=unit, lines=lines_of(unit)[::-1], by=None) == 2
    assert names(unit) == ["Cầu", "Bãi", "Ao"]


def test_hamlet_without_figures_that_is_left_out_never_was(unit):
    removed, *rest = lines_of(unit)

    assert hamlets_save(unit=unit, lines=rest, by=None) == 3

    assert names(unit) == ["Bãi", "Cầu"]
    assert not Hamlet.objects.filter(name=removed.name).exists()
    assert list_changes(unit) == [
        (["Ao", "xom", "rural", 1], None),
        (["Bãi", "xom", "rural", 2], ["Bãi", "xom", "rural", 1]),
        (["Cầu", "xom", "rural", 3], ["Cầu", "xom", "rural", 2]),
    ]


def test_hamlet_with_figures_that_is_left_out_ends_today(unit):
    removed, *rest = lines_of(unit)
    HamletFiguresFactory.create(hamlet_id=removed.hamlet_id)

    hamlets_save(unit=unit, lines=rest, by=None)

    ended = Hamlet.objects.get(name=removed.name)
    assert ended.valid_to == timezone.localdate()
    assert names(unit) == ["Bãi", "Cầu"]
    assert ended in Hamlet.objects.in_unit(unit).as_of(timezone.localdate() - dt.timedelta(days=1))
    hamlets_save(unit=unit, lines=[*lines_of(unit), line("Ao", number=3)], by=None)
    assert names(unit) == ["Bãi", "Cầu", "Ao"]


@pytest.mark.parametrize(
    ("typed", "number", "sentence"),
    [
        ("ao", 4, "“ao” đã có ở dòng 1."),
        ("  BÃI ", 4, "đã có ở dòng 2."),
        ("Cầu\u200b", 4, "đã có ở dòng 3."),
        ("", 4, "Nhập tên."),
        (" \x00\t", 4, "Nhập tên."),
        ("x" * 61, 4, "Tên dài quá 60 chữ."),
    ],
)
def test_line_that_cannot_be_is_named_and_nothing_is_written(unit, typed, number, sentence):
    rows = [renamed(row, f"{row.name}") for row in lines_of(unit)]

    with pytest.raises(LineErrors) as refused:
        hamlets_save(unit=unit, lines=[*rows, line(typed, number=number)], by=None)

    assert refused.value.errors.keys() == {number}
    assert sentence in refused.value.errors[number]
    assert names(unit) == ["Ao", "Bãi", "Cầu"]
    assert len(events(unit)) == 1


def test_hamlet_of_another_commune_is_refused(unit):
    foreign = HamletFactory.create()

    with pytest.raises(LineErrors) as refused:
        hamlets_save(unit=unit, lines=[*lines_of(unit), line("Mới", number=4, pk=foreign.pk)], by=None)

    assert refused.value.errors.keys() == {4}
    assert names(unit) == ["Ao", "Bãi", "Cầu"]
    foreign.refresh_from_db()
    assert foreign.name != "Mới"


def test_hamlet_that_somebody_removed_meanwhile_is_refused(unit):
    seen = lines_of(unit)
    hamlets_save(unit=unit, lines=seen[1:], by=None)

    with pytest.raises(LineErrors) as refused:
        hamlets_save(unit=unit, lines=seen, by=None)

    assert refused.value.errors == {1: "Dòng này vừa bị người khác bỏ; tải lại trang."}


def test_list_longer_than_any_commune_is_refused(db, monkeypatch):
    monkeypatch.setattr(places, "MAX_HAMLETS", 3)
    unit = CommuneFactory.create()
    rows = [line(f"Tổ {number}", number=number) for number in range(1, 5)]

    with pytest.raises(DomainError, match="Nhiều nhất 3 thôn"):
        hamlets_save(unit=unit, lines=rows, by=None)
    assert names(unit) == []

    assert hamlets_save(unit=unit, lines=rows[:-1], by=None) == 3


def test_list_of_another_commune_stays(unit):
    other = HamletFactory.create(name="Ao")

    hamlets_save(unit=unit, lines=[], by=None)

    assert names(unit) == []
    assert names(other.unit) == ["Ao"]


@pytest.mark.django_db(transaction=True)
def test_the_same_list_sent_twice_at_once_is_there_once():
    unit = CommuneFactory.create()
    rows = [line(name, number=number) for number, name in enumerate(("Ao", "Bãi"), start=1)]

    outcomes = at_once([partial(hamlets_save, unit=unit, lines=rows, by=None)] * 4)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert names(unit) == ["Ao", "Bãi"]
    assert first_broken(events(unit), AuditHead.objects.get(unit_code=unit.code)) is None


# --- people ---


def first_user(username: str = "quan.tri") -> User:
    return first_user_create(username=username, full_name=" Người  Mẫu ", password=PASSWORD)


@pytest.mark.django_db
def test_first_person_is_administrator():
    user = first_user()

    assert user.check_password(PASSWORD)
    assert user.full_name == "Người Mẫu"
    assert not user.is_superuser
    held = Membership.objects.get()
    assert (held.user, held.role, held.unit) == (user, Role.ADMINISTRATOR, None)
    assert held.valid_from == timezone.localdate()
    assert [(event.action, event.user) for event in events()] == [("first_user_created", user)]


@pytest.mark.django_db
def test_first_person_comes_once():
    first_user()

    with pytest.raises(DomainError, match="đã có người dùng"):
        first_user("quan.tri.hai")

    assert User.objects.count() == 1
    assert len(events()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "có dấu cách", "x" * 151])
def test_first_person_with_an_impossible_name_is_refused(username):
    with pytest.raises(ValidationError):
        first_user(username)

    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chain_begun", [False, True])
def test_first_person_comes_once_when_eight_try_at_once(chain_begun):
    if chain_begun:  # else its unique row alone makes the others wait
        AuditHead.objects.create(unit_code="")

    outcomes = at_once([partial(first_user, f"quan.tri.{number}") for number in range(8)])

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [DomainError] * 7
    assert User.objects.count() == Membership.objects.count() == len(events()) == 1


@pytest.mark.django_db
def test_person_is_created_with_one_role_in_the_commune_and_an_event():
    unit, by = CommuneFactory.create(), administrator()

    user = user_create(
        username="can.bo", full_name="Người Mẫu", password=PASSWORD, role=Role.OFFICER, unit=unit, by=by
    )

    assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]
    assert [(event.action, event.user, event.details) for event in events(unit)] == [
        ("membership_created", by, {"role": "officer"})
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"full_name": "  "}, {"full_name": "x" * 101}, {"position": "x" * 101}])
def test_person_with_an_impossible_field_is_refused(fields):
    values = {"username": "can.bo", "full_name": "Người Mẫu", "position": "", **fields}

    with pytest.raises(ValidationError):
        user_create(password=PASSWORD, role=Role.OFFICER, unit=CommuneFactory.create(), by=None, **values)

    assert not User.objects.exists()


@pytest.mark.django_db
def test_role_without_its_place_is_refused_and_the_person_is_not_left_over():
    with pytest.raises(ValidationError, match="Chọn đúng nơi"):
        user_create(
            username="can.bo", full_name="Người Mẫu", password=PASSWORD, role=Role.OFFICER, unit=None, by=None
        )

    assert not User.objects.exists()


@pytest.mark.django_db
def test_role_held_already_is_refused():
    unit = CommuneFactory.create()
    user = officer_of(unit)

    with pytest.raises(ValidationError, match="đang giữ vai trò đó rồi"):
        membership_create(user=user, role=Role.OFFICER, unit=unit, by=None)


@pytest.mark.django_db
def test_who_opens_a_commune_becomes_its_officer_once():
    unit, user = CommuneFactory.create(), administrator()

    for _ in range(2):
        commune_start(unit=unit, by=user)

    assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]
    assert Membership.objects.filter(user=user, unit=unit).count() == 1
    assert len(events(unit)) == 1


@pytest.mark.django_db
def test_province_cannot_be_opened():
    with pytest.raises(DomainError, match="Chỉ mở được xã, phường, đặc khu"):
        commune_start(unit=ProvinceFactory.create(), by=administrator())


# --- figures ---


def record(unit: AdministrativeUnit, counts: dict[int, Counts], *, by: User | None = None) -> None:
    figures_record(unit=unit, date=REFERENCE, standard=StandardFactory.create(), counts=counts, by=by)


def test_figures_are_recorded_with_an_event_from_to(unit):
    first, second, _ = current(unit)
    by = officer_of(unit)
    record(unit, {first.pk: Counts(households=100, poor=5)})

    record(unit, {first.pk: Counts(households=100, poor=0), second.pk: Counts(households=90)}, by=by)

    assert {row.hamlet: row.counts for row in HamletFigures.objects.all()} == {
        first: Counts(households=100, poor=0),
        second: Counts(households=90),
    }
    assert {row.source for row in HamletFigures.objects.all()} == {FigureSource.ENTERED}
    last = events(unit)[-1]
    assert (last.action, last.user, last.target_label) == ("figures_recorded", by, str(unit))
    assert last.details == {
        "date": "2025-12-31",
        "standard": "2022-2025",
        "columns": ["households", "poor", "near_poor", "no_labour"],
        "hamlets": {
            str(first.pk): [[100, 5, None, None], [100, 0, None, None]],
            str(second.pk): [[None, None, None, None], [90, None, None, None]],
        },
    }


def test_recording_what_stands_says_nothing(unit):
    first, *_ = current(unit)
    record(unit, {first.pk: Counts(households=100)})

    record(unit, {first.pk: Counts(households=100)})

    assert [event.action for event in events(unit)] == ["hamlets_saved", "figures_recorded"]


def test_figures_of_a_foreign_hamlet_are_refused_and_nothing_is_written(unit):
    first, *_ = current(unit)
    foreign = HamletFactory.create()

    with pytest.raises(DomainError, match="không thuộc xã này"):
        record(unit, {first.pk: Counts(households=1), foreign.pk: Counts(households=1)})

    assert not HamletFigures.objects.exists()
    assert len(events(unit)) == 1


def test_figures_that_cannot_be_are_refused_and_nothing_is_written(unit):
    first, second, _ = current(unit)

    with pytest.raises(ValidationError, match="cộng lại vượt quá 10 hộ"):
        record(
            unit,
            {first.pk: Counts(households=100), second.pk: Counts(households=10, poor=6, near_poor=5)},
        )

    assert not HamletFigures.objects.exists()


def test_figures_below_zero_are_refused_by_the_database(unit):
    first, *_ = current(unit)

    with pytest.raises(DomainError), transaction.atomic():
        record(unit, {first.pk: Counts(poor=-1)})

    assert not HamletFigures.objects.exists()


@pytest.mark.django_db
def test_published_figures_are_kept_once_and_leave_an_event():
    unit, standard = CommuneFactory.create(), StandardFactory.create()
    for poor in (50, 49):
        unit_figures_declare(
            unit=unit, date=REFERENCE, standard=standard, counts=Counts(households=900, poor=poor), by=None
        )

    assert [(row.poor, row.source) for row in UnitFigures.objects.all()] == [(49, FigureSource.DECLARED)]
    assert [event.action for event in events(unit)] == ["unit_figures_declared"] * 2
    assert [(event.details["from"], event.details["to"]) for event in events(unit)] == [
        ([None, None, None, None], [900, 50, None, None]),
        ([900, 50, None, None], [900, 49, None, None]),
    ]


@pytest.mark.django_db
def test_hamlets_whose_names_fold_alike_have_different_slugs():
    unit = CommuneFactory.create()
    for position, name in enumerate(("Hòa", "Hóa", "Total", "Hoa 2")):
        HamletFactory.create(unit=unit, name=name, position=position)

    rows = hamlet_counts(hamlets=hamlets_of(unit=unit, on=timezone.localdate()), given={}, origins={})

    slugs = [row.slug for row in rows]
    assert slugs[:3] == ["hoa", "hoa-2", "total-2"]
    assert len(set(slugs)) == 4


# --- the reference list of units ---

"""Writes of households: hamlets."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from households.actions import (
    LineErrors,
    hamlets_save,
    places,
)
from households.models import Hamlet, HamletFigures
from households.rules import HamletLabel
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditHead
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    at_once,
    officer_of,
)
from tests.households.actions.lists import current, events, line, lines_of, list_changes, names, renamed


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

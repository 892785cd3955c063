"""Reads of places and their figures: the only place that counts households."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from django.db.models import Case, Q, When
from django.utils import timezone

from households.models import (
    AdministrativeUnit,
    Hamlet,
    HamletFigures,
    Membership,
    Standard,
    UnitFigures,
)
from households.models.people import MembershipQuerySet
from households.models.places import HamletQuerySet
from households.rules import Counts, FigureSource, HamletLabel, UnitKind, default_label
from povertyplan.accounts.models import User
from povertyplan.common.text import fold, slug, sort_key

MATCH_LIMIT = 50
PEOPLE_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class UnitChoice:
    """A commune-level unit to choose from."""

    pk: int
    full_name: str
    province_name: str
    code: str


def units_matching(*, text: str, province: str, on: dt.date) -> list[UnitChoice]:
    """Communes as of a day whose name or province matches, at most 50; `province` is a code or blank.

    Those that hold the text in one piece come first: "phu thinh" is Phú Thịnh before Hội Thịnh of Phú Thọ.
    """
    in_one_piece = Case(When(search_key__contains=fold(text), then=0), default=1)
    units = AdministrativeUnit.objects.commune_level().as_of(on).matching(text).select_related("parent")
    if province:
        units = units.filter(parent__code=province)
    return [
        UnitChoice(
            pk=unit.pk,
            full_name=unit.full_name,
            province_name=unit.parent.full_name if unit.parent else "",
            code=unit.code,
        )
        for unit in units.order_by(in_one_piece, "sort_key", "code", "pk")[:MATCH_LIMIT]
    ]


def provinces(*, on: dt.date) -> list[AdministrativeUnit]:
    """Provinces and cities as of a day, by name."""
    return list(AdministrativeUnit.objects.provinces().as_of(on).order_by("sort_key", "pk"))


def communes_of(*, user: User) -> list[AdministrativeUnit]:
    """The communes where the user works today, by name."""
    units = AdministrativeUnit.objects.visible_to(user).select_related("parent")
    return list(units.order_by("sort_key", "pk"))


def communes_opened(*, on: dt.date) -> list[AdministrativeUnit]:
    """The communes of a day where somebody works or worked, or hamlets stand, by name."""
    units = AdministrativeUnit.objects.commune_level().as_of(on).select_related("parent")
    opened = Q(pk__in=Membership.objects.values("unit")) | Q(pk__in=Hamlet.objects.values("unit"))
    return list(units.filter(opened).order_by("sort_key", "pk"))


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account, and the roles held today."""

    pk: int
    username: str
    full_name: str
    position: str
    is_active: bool
    last_login: dt.datetime | None
    roles: list[Membership] = field(default_factory=list)


def people_matching(*, text: str) -> list[Person]:
    """Everybody whose names hold each word, with or without diacritics, by given name; 200 at most."""
    words = fold(text).split()
    columns = ("pk", "username", "full_name", "position", "is_active", "last_login")
    people = [
        Person(**row)
        for row in User.objects.values(*columns)
        if all(word in fold(f"{row['full_name']} {row['username']}") for word in words)
    ]
    people.sort(key=lambda person: (*_name_order(person.full_name), person.pk))
    found = {person.pk: person for person in people[:PEOPLE_LIMIT]}
    for role in _with_places(Membership.objects.as_of(timezone.localdate()).filter(user__in=found)):
        found[role.user_id].roles.append(role)
    return list(found.values())


def _name_order(full_name: str) -> tuple[str, str]:
    """Vietnamese lists go by the given name, which stands last."""
    return sort_key(full_name.split()[-1] if full_name.split() else ""), sort_key(full_name)


def memberships_of(*, user: User) -> tuple[list[Membership], list[Membership]]:
    """The roles that the person holds today, and those held before, the latest first."""
    held = _with_places(Membership.objects.filter(user=user))
    today = timezone.localdate()
    past = [role for role in held if role.valid_to and role.valid_to <= today]
    past.sort(key=lambda role: (role.valid_to, role.pk), reverse=True)
    return [role for role in held if role not in past], past


def _with_places(memberships: MembershipQuerySet) -> MembershipQuerySet:
    return memberships.select_related("unit", "hamlet").order_by(
        "unit__sort_key", "role", "hamlet__position", "pk"
    )


def hamlets_of(*, unit: AdministrativeUnit, on: dt.date) -> HamletQuerySet:
    """The unit's hamlets on a day, in the commune's own order."""
    return Hamlet.objects.in_unit(unit).as_of(on).in_order()


def main_label(*, unit: AdministrativeUnit, hamlets: Iterable[Hamlet]) -> HamletLabel:
    """What the commune mostly calls its parts, or the usual word for such a unit."""
    labels = Counter(HamletLabel(hamlet.label) for hamlet in hamlets)
    return labels.most_common(1)[0][0] if labels else default_label(UnitKind(unit.kind))


def standard_on(date: dt.date) -> Standard:
    """The poverty standard in force on a day; before the first and after the last known one, the nearest."""
    started = Standard.objects.filter(valid_from__lte=date).order_by("-valid_from", "pk").first()
    return started or Standard.objects.order_by("valid_from", "pk")[:1].get()


@dataclass(frozen=True, kw_only=True)
class HamletCounts:
    """One hamlet with its counts; `slug` names it in places and tokens and is unique within the list."""

    hamlet_id: int
    name: str
    label: HamletLabel
    slug: str
    counts: Counts


def _slugs(names: Iterable[str]) -> list[str]:
    taken = {"total"}
    slugs = []
    for written in names:
        base = slug(written)
        name = next(
            name for number in count(1) if (name := base if number == 1 else f"{base}-{number}") not in taken
        )
        taken.add(name)
        slugs.append(name)
    return slugs


def hamlet_counts(
    *, unit: AdministrativeUnit, on: dt.date, date: dt.date, standard: Standard
) -> list[HamletCounts]:
    """The hamlets that stand on a day, with their counts at `date`, in two queries."""
    hamlets = list(hamlets_of(unit=unit, on=on).values_list("pk", "name", "label"))
    figures = HamletFigures.objects.filter(hamlet__unit=unit, date=date, standard=standard).by_hamlet()
    slugs = _slugs(name for _, name, _ in hamlets)
    return [
        HamletCounts(
            hamlet_id=pk, name=name, label=HamletLabel(label), slug=key, counts=figures.get(pk, Counts())
        )
        for (pk, name, label), key in zip(hamlets, slugs, strict=True)
    ]


def declared_series(*, unit: AdministrativeUnit) -> list[UnitFigures]:
    """The unit's published counts, oldest first."""
    return list(
        UnitFigures.objects.filter(unit=unit, source=FigureSource.DECLARED)
        .select_related("standard")
        .order_by("date", "standard__code", "pk")
    )

"""The communes that are filled, their hamlets and the people who sign in there."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db.models import Exists, OuterRef

from households.models import AdministrativeUnit, Hamlet, Membership
from households.rules import HAMLET_LABELS, HamletLabel, Role, Sex, UnitKind, default_area
from povertyplan.accounts.models import User
from reports.management.demo.names import ETHNICITIES, full_name, surname
from reports.management.generate.commune import FIRST_YEAR, Commune

_FIRST_WORDS = ("Nà", "Đồng", "Khe", "Làng", "Bãi", "Gốc", "Khuổi", "Cầu", "Đèo", "Tân", "Phú", "Bản")
_LAST_WORDS = (
    *("Mận", "Bo", "Lốc", "Giang", "Sim", "Chè", "Vải", "Thịnh", "Tâm", "Lau", "Trám", "Mây", "Thông"),
    *("Quýt", "Sen", "Đá", "Hạ", "Thượng", "Trung", "Đông", "Lim", "Dâu"),
)
_LABELS = (HamletLabel.THON, HamletLabel.XOM, HamletLabel.BAN)


def communes_free(*, count: int, province: str) -> list[tuple[int, AdministrativeUnit]]:
    """Communes of today that hold nothing yet, by code from a province's on, each with its place among all
    communes by code.
    """
    hamlets = Hamlet.objects.filter(unit=OuterRef("pk"))
    units = AdministrativeUnit.objects.commune_level().select_related("parent").order_by("code", "pk")
    free = [
        (place, unit)
        for place, unit in enumerate(units.annotate(is_filled=Exists(hamlets)))
        if unit.valid_to is None and not vars(unit)["is_filled"]
    ]
    free.sort(key=lambda each: (_province(each[1]) < province, _province(each[1])))
    return free[:count]


def _province(unit: AdministrativeUnit) -> str:
    return unit.parent.code if unit.parent else ""


def places_store(commune: Commune) -> None:
    """The hamlets of the commune, in the order of its own list."""
    rng, unit = commune.rng, commune.unit
    kind = UnitKind(unit.kind)
    label = HamletLabel.TO_DAN_PHO if kind == UnitKind.WARD else rng.choice(_LABELS)
    few = max(1, round(commune.size.hamlets * rng.uniform(0.85, 1.15)))
    pairs = [f"{first} {last}" for first in _FIRST_WORDS for last in _LAST_WORDS]
    hamlets = [
        Hamlet(unit=unit, name=name, label=label, area=default_area(kind), position=position)
        for position, name in enumerate(sorted(rng.sample(pairs, min(few, len(pairs)))), start=1)
    ]
    for hamlet in hamlets:
        hamlet.prepare_keys()
    commune.hamlets = Hamlet.objects.bulk_create(hamlets)


def people_store(commune: Commune, *, password: str) -> None:
    """An officer, a leader and a leader of each hamlet, with a password as it is stored; demo accounts, which
    are shut where the demo is not shown.
    """
    unit = commune.unit
    people = [
        _person(commune, "canbo", f"Cán bộ giảm nghèo {unit}"),
        _person(commune, "lanhdao", f"Phó Chủ tịch UBND {unit}"),
        *(
            _person(
                commune, f"thon{hamlet.position:02d}", f"Trưởng {HAMLET_LABELS[HamletLabel(hamlet.label)]}"
            )
            for hamlet in commune.hamlets
        ),
    ]
    for person in people:
        person.password = password
    officer, leader, *of_hamlets = User.objects.bulk_create(people)
    started = dt.date(FIRST_YEAR, 1, 1)
    held = [
        Membership(user=officer, role=Role.OFFICER, unit=unit, valid_from=started),
        Membership(user=leader, role=Role.LEADER, unit=unit, valid_from=started),
    ]
    held += [
        Membership(user=user, role=Role.HAMLET_LEADER, unit=unit, hamlet=hamlet, valid_from=started)
        for user, hamlet in zip(of_hamlets, commune.hamlets, strict=True)
    ]
    Membership.objects.bulk_create(held)
    commune.officer = officer
    commune.leaders = {hamlet.pk: user for hamlet, user in zip(commune.hamlets, of_hamlets, strict=True)}


def _person(commune: Commune, name: str, position: str) -> User:
    return User(
        username=f"{name}.{commune.unit.code}",
        full_name=grown_up(commune.rng),
        position=position,
        is_demo=True,
    )


def grown_up(rng: Random) -> str:
    """The name of somebody who works."""
    ethnicity = rng.choice(ETHNICITIES)
    sex = rng.choice(list(Sex))
    family = surname(rng, ethnicity)
    return full_name(rng, ethnicity, family=family, sex=sex, birth_year=rng.randint(1970, 1995))

"""Invented families: who lives together, how old, of which people, able to work or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from households.rules import CHILD_BELOW, ELDERLY_FROM, MemberContent, Relation, Sex
from reports.management.demo.names import Ethnicity, ethnicity_of_household, full_name, surname

AS_OF = 2025  # ages are those of this year; the youngest is born before the first list
WORKS_UNTIL = {Sex.MALE: 61, Sex.FEMALE: 57}
OF_NO_PROVINCE = "099"  # a code that no province has: a number that begins with it is nobody's
ILLNESSES = ("tai biến mạch máu não", "suy thận mạn", "ung thư", "thoái hóa cột sống", "tâm thần")


@dataclass
class Registry:
    """Chance, and the personal numbers given so far: no two people have the same."""

    rng: Random
    numbers: set[str] = field(default_factory=set)

    def number(self, sex: Sex, birth_year: int) -> str:
        """One that nobody here has yet."""
        number = ""
        while not number or number in self.numbers:
            number = personal_number(OF_NO_PROVINCE, sex, birth_year, self.rng.randrange(10**6))
        self.numbers.add(number)
        return number


def personal_number(province: str, sex: Sex, birth_year: int, last: int) -> str:
    """A personal number of the right form: province, century and sex, year, six digits."""
    century = 2 * (birth_year >= 2000) + (sex is Sex.FEMALE)
    return f"{province}{century}{birth_year % 100:02d}{last:06d}"


@dataclass(frozen=True, kw_only=True)
class Family:
    """People of one household, the head first."""

    ethnicity: Ethnicity
    surname: str
    members: tuple[MemberContent, ...]

    @property
    def head(self) -> MemberContent:
        return self.members[0]

    @property
    def children(self) -> int:
        return sum(AS_OF - (member.birth_year or 0) < CHILD_BELOW for member in self.members)

    @property
    def elderly(self) -> int:
        return sum(AS_OF - (member.birth_year or 0) >= ELDERLY_FROM for member in self.members)

    @property
    def no_labour(self) -> bool:
        return all(member.labour_capacity is False for member in self.members)

    @property
    def is_ill(self) -> bool:
        return any(member.illness for member in self.members)


_SHAPES = {  # of a hundred families
    "elder": 13,
    "elders": 8,
    "couple": 41,
    "three": 17,
    "mother": 14,
    "child_and_parent": 7,
}


def family(registry: Registry, *, shape: str = "", of: Family | None = None) -> Family:
    """A family of a shape, or of a common one; `of` is that from which it was split off."""
    rng = registry.rng
    ethnicity = of.ethnicity if of else ethnicity_of_household(rng)
    shape = shape or rng.choices(list(_SHAPES), weights=list(_SHAPES.values()))[0]
    return _Builder(registry, ethnicity, of.surname if of else surname(rng, ethnicity)).built(shape)


class _Builder:
    def __init__(self, registry: Registry, ethnicity: Ethnicity, family_name: str) -> None:
        self.registry, self.rng, self.ethnicity = registry, registry.rng, ethnicity
        self.surname = family_name

    def built(self, shape: str) -> Family:
        head, age = self._head(shape)
        people = [head]
        if shape in {"elders", "couple", "three"}:
            people.append(
                self._person(Relation.SPOUSE, Sex.FEMALE, age - self.rng.randint(0, 5), married=True)
            )
        if shape in {"three", "child_and_parent"}:
            sex = self.rng.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE))
            people.append(
                self._person(Relation.PARENT, sex, age + self.rng.randint(22, 32), married=sex != Sex.MALE)
            )
        if shape in {"couple", "three", "mother"}:
            oldest = min(age - 20, 24)
            ages = sorted(self.rng.randint(3, max(oldest, 3)) for _ in range(self.rng.choice((1, 2, 2, 3))))
            people += [
                self._person(Relation.CHILD, self.rng.choice(list(Sex)), each) for each in reversed(ages)
            ]
        return Family(ethnicity=self.ethnicity, surname=self.surname, members=tuple(people))

    def _head(self, shape: str) -> tuple[MemberContent, int]:
        low, high = {"elder": (66, 90), "elders": (64, 84), "mother": (30, 52)}.get(shape, (28, 56))
        age = self.rng.randint(low, high)
        female = {"elder": 0.75, "mother": 1.0, "child_and_parent": 0.4}.get(shape, 0.0)
        sex = Sex.FEMALE if self.rng.random() < female else Sex.MALE
        return self._person(Relation.HEAD, sex, age), age

    def _person(self, relation: Relation, sex: Sex, age: int, *, married: bool = False) -> MemberContent:
        rng, birth_year = self.rng, AS_OF - age
        own = surname(rng, self.ethnicity) if married else self.surname
        ill = age >= CHILD_BELOW and rng.random() < 0.06
        disabled = rng.random() < (0.12 if age >= ELDERLY_FROM else 0.04)
        works = CHILD_BELOW <= age < WORKS_UNTIL[sex]
        return MemberContent(
            name=full_name(rng, self.ethnicity, family=own, sex=sex, birth_year=birth_year),
            relation=relation,
            sex=sex,
            birth_year=birth_year,
            birth_date=None
            if age > 70 and rng.random() < 0.6
            else dt.date(birth_year, rng.randint(1, 12), rng.randint(1, 28)),
            ethnicity=self.ethnicity.code,
            personal_number=self.registry.number(sex, birth_year) if rng.random() < 0.94 else "",
            labour_capacity=works and not disabled and not ill,
            disability=disabled,
            illness=rng.choice(ILLNESSES) if ill else "",
        )

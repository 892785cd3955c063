"""Who may be on the list twice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations, islice

from django.db.models import Count, F

from households.models import AdministrativeUnit, KeptApart, Member
from households.models.households import MemberQuerySet

PAIR_LIMIT = 100
SAME_NUMBER = "cùng số định danh cá nhân"
SAME_NAME = "cùng tên, năm sinh và thôn, tổ"
WAYS = ((SAME_NUMBER, ("personal_number_key",)), (SAME_NAME, ("name_key", "birth_year", "hamlet_id")))


@dataclass(frozen=True, kw_only=True)
class DuplicatePair:
    """Two rows that may be one person, and why."""

    first: Member
    second: Member
    reason: str


def duplicate_pairs(*, unit: AdministrativeUnit) -> list[DuplicatePair]:
    """Rows of a commune's kept households with the same number, or with the same name without diacritics,
    year and hamlet, that nobody said to be two people: a hundred pairs at most, in five queries.
    """
    apart = set(KeptApart.objects.filter(first__household__unit=unit).values_list("first", "second"))
    limit = PAIR_LIMIT + len(apart)
    people = Member.objects.kept().filter(household__unit=unit).annotate(hamlet_id=F("household__hamlet"))
    known = people.exclude(personal_number_key=""), people.exclude(birth_year=None)
    found: dict[tuple[Member, Member], str] = {}
    for (reason, keys), rows in zip(WAYS, known, strict=True):
        groups = _groups(rows, keys, limit)
        pairs = chain.from_iterable(combinations(group, 2) for group in groups)
        for pair in islice(pairs, limit):
            found.setdefault(pair, reason)
    open_pairs = (
        DuplicatePair(first=first, second=second, reason=reason)
        for (first, second), reason in found.items()
        if (first.pk, second.pk) not in apart
    )
    return list(islice(open_pairs, PAIR_LIMIT))


def _groups(people: MemberQuerySet, keys: tuple[str, ...], limit: int) -> list[list[Member]]:
    """The people who share the keys with somebody, together and by id; in two queries."""
    shared = people.order_by(*keys).values_list(*keys).annotate(rows=Count("pk")).filter(rows__gt=1)
    groups: dict[tuple[object, ...], list[Member]] = {row[:-1]: [] for row in shared[:limit]}
    rows = people.filter(**{f"{keys[0]}__in": {key[0] for key in groups}})
    for member in rows.select_related("household__head", "household__hamlet").order_by("pk"):
        key = tuple(getattr(member, name) for name in keys)
        if key in groups:
            groups[key].append(member)
    return list(groups.values())

"""What somebody at work asks for next: mostly lists, sometimes a page to read, seldom a form that is sent."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from benchmarks.server import Browser
from households.models import AdministrativeUnit, Household, Membership, ReviewRound
from households.queries import PAGE_SIZE
from households.rules import Role
from plans.models import Plan
from povertyplan.accounts.models import User

LISTS, READING, WRITING = "lists", "reading", "writing"
SHARES = {LISTS: 80, READING: 15, WRITING: 5}
LEADERS = 5  # every fifth person leads a hamlet


# What is asked for: by whom, in which share, under which route's name, at which address, with which fields.
# The text of the answer, empty where it was none that a person could go on with.
Ask = Callable[[Browser, str, str, str, list[tuple[str, str]] | None], str]


@dataclass(frozen=True)
class Place:
    """What is asked for of a commune: pages by their share, each named by its route, with its weight."""

    pages: Mapping[str, Mapping[tuple[str, tuple[Any, ...]], int]]
    households: tuple[int, ...]


class Person:
    """Somebody signed in, at work in one place."""

    def __init__(self, browser: Browser, place: Place, *, seed: int) -> None:
        self.browser, self.place, self.dice = browser, place, random.Random(seed)

    def act(self, ask: Ask) -> None:
        """Ask for one page, or open a form and send it."""
        shares = list(SHARES)
        (share,) = self.dice.choices(shares, [SHARES[each] for each in shares])
        pages = self.place.pages[share]
        ((route, given),) = self.dice.choices([*pages], [*pages.values()])
        household = self.dice.choice(self.place.households)
        arguments = [household if each is HOUSEHOLD else each for each in given]
        address = reverse(route, args=arguments)
        if route == "households:household_list":
            number = self.dice.randint(1, 1 + len(self.place.households) // PAGE_SIZE)
            address = f"{address}?trang={number}"
        page = ask(self.browser, share, route, address, None)
        if share == WRITING and page:
            ask(self.browser, share, f"{route} POST", address, self._filled(route, page))

    def _filled(self, route: str, page: str) -> list[tuple[str, str]]:
        """The page's form as a browser would send it, with something written into it."""
        written = WRITTEN[route](self.dice)
        (form,) = (each for each in html.fromstring(page).forms if written.keys() <= {*each.fields})
        for name, value in written.items():
            form.fields[name] = value
        if "place" in form.fields:
            form.fields["place"] = form.inputs["place"].value_options[-1]
        return [*form.form_values()]


HOUSEHOLD = object()  # stands for one of the place's households, another one each time
WRITTEN: Mapping[str, Callable[[random.Random], dict[str, str]]] = {
    "households:household_edit": lambda dice: {"address": f"Số {dice.randint(1, 99999)}"},
    "assignments:visit": lambda dice: {
        "situation": "same",
        "note": f"Đã thăm, việc số {dice.randint(1, 99)}.",
    },
    "assignments:difficulty_new": lambda dice: {
        "text": f"Đường vào xóm còn {dice.randint(1, 9999)} m lầy lội."
    },
}


def officers_place(unit: AdministrativeUnit) -> Place:
    """What officers ask for."""
    year = timezone.localdate().year
    of_unit, of_year = (unit.pk,), (unit.pk, year)
    round = ReviewRound.objects.filter(unit=unit).latest("pk").pk
    slug = Plan.objects.filter(unit=unit).latest("pk").slug
    return Place(
        pages={
            LISTS: {
                ("households:household_list", of_unit): 30,
                ("households:reviewed", (round,)): 12,
                ("households:round", (round,)): 5,
                ("assignments:board", of_year): 8,
                ("assignments:prospects", of_year): 5,
                ("assignments:support_list", of_year): 5,
                ("assignments:follow_up", of_year): 4,
                ("plans:plan_list", of_year): 4,
                ("assignments:agencies", of_unit): 3,
                ("assignments:difficulties", of_unit): 2,
                ("households:review_requests", of_unit): 1,
                ("households:hamlets", of_unit): 1,
            },
            READING: {
                ("households:household", (HOUSEHOLD,)): 6,
                ("assignments:household_help", (HOUSEHOLD,)): 2,
                ("plans:plan", (slug,)): 2,
                ("plans:year", of_year): 2,
                ("plans:grid", of_year): 2,
                ("reports:dashboard", of_year): 1,
            },
            WRITING: {
                ("households:household_edit", (HOUSEHOLD,)): 2,
                ("assignments:visit", (HOUSEHOLD,)): 2,
                ("assignments:difficulty_new", ()): 1,
            },
        },
        households=tuple(
            Household.objects.kept().filter(unit=unit).order_by("pk").values_list("pk", flat=True)
        ),
    )


def leaders_place(hamlet_id: int) -> Place:
    """What the leader of a hamlet asks for, on the phone."""
    households = Household.objects.kept().filter(hamlet=hamlet_id).order_by("pk")
    return Place(
        pages={
            LISTS: {("plans:my_hamlets", ()): 3, ("households:my_reviews", ()): 1},
            READING: {("households:household", (HOUSEHOLD,)): 1},
            WRITING: {("assignments:visit", (HOUSEHOLD,)): 1},
        },
        households=tuple(households.values_list("pk", flat=True)),
    )


def crowd(count: int, *, units: Sequence[AdministrativeUnit], port: int) -> list[Person]:
    """So many people with sessions of their own, spread over the communes; the first one is an officer."""
    officers = [officers_place(unit) for unit in units]
    leading = Membership.objects.filter(role=Role.HAMLET_LEADER, hamlet__unit__in=units).select_related(
        "user"
    )
    leaders = iter(leading.order_by("hamlet__position", "pk"))
    found = []
    for number in range(count):
        if number % LEADERS == LEADERS - 1:
            leader = next(leaders)
            assert leader.hamlet_id
            user, place = leader.user, leaders_place(leader.hamlet_id)
        else:
            at = number % len(units)
            user, place = _officer(units[at], number), officers[at]
        found.append(Person(Browser(port, _session(user)), place, seed=number))
    return found


def _officer(unit: AdministrativeUnit, number: int) -> User:
    user = User.objects.create(username=f"load{number}", full_name=f"Cán bộ thử tải {number}")
    Membership.objects.create(user=user, unit=unit, role=Role.OFFICER, valid_from=dt.date(2021, 1, 1))
    return user


def _session(user: User) -> dict[str, str]:
    """The cookies of somebody who has signed in, without the hashing that signing in takes."""
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}

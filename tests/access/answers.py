"""What every address answers each reader: allowed, refused, or not there."""

from __future__ import annotations

from django.http import HttpResponse

from tests.access.addresses import PATTERNS, PLACED_BY
from tests.access.readers import (
    ADMINISTRATOR,
    HOUSEHOLD,
    MEMBER,
    NOBODY,
    OFFICER,
    READERS,
    REGISTER,
    SURVEYORS,
    UNIT,
    Readers,
)
from tests.access.table import ACCESS
from tests.access.table.assignments import SUPPORT_LISTS
from tests.access.table.households import ROUND_LISTS

SIGN_IN = "/dang-nhap/"
PUBLIC = {
    *("accounts:sign_in", "accounts:sign_out", "households:first_start"),
    *("health:alive", "health:ready", "health:counts"),
}
ALLOWED = 0  # what the answer is, other tests say
LEADS_ON = {
    "households:home",
    "plans:unit",
    "plans:table_preview",
    "households:register_preview",
    "assignments:my_agency",
}  # shows nothing of its own, or not yet
OF_A_PLACE = [  # to open a commune one need not see it
    name
    for name in ACCESS
    if PLACED_BY & PATTERNS[name].pattern.converters.keys() and name != "households:commune_start"
]
# To whom the place of an address is no secret, so that a refusal is 403 and not 404; else those of the unit.
KNOW = {
    **dict.fromkeys(("assignments:registration", "assignments:endangered_name"), UNIT),
    **dict.fromkeys(("assignments:assignment", "assignments:assignment_withdraw"), HOUSEHOLD),
    **dict.fromkeys(
        ("assignments:household_help", "assignments:support_new", "assignments:visit"), HOUSEHOLD | MEMBER
    ),
    "household_id": HOUSEHOLD,
    "review_id": HOUSEHOLD,
    "difficulty_id": UNIT | MEMBER,  # who raised it
    "assignment_id": HOUSEHOLD | MEMBER,
    "item_id": HOUSEHOLD,
    "proof_id": HOUSEHOLD,
    **dict.fromkeys(SUPPORT_LISTS, UNIT | REGISTER),
    "visit_id": HOUSEHOLD | MEMBER,
    "phone_id": ADMINISTRATOR | {"hamlet_leader"},
    "job_id": OFFICER,
    **dict.fromkeys(
        ("households:household_list", "households:household_new", "households:duplicates"), UNIT | REGISTER
    ),
    **dict.fromkeys(("households:papers", "households:decision", "households:posting"), UNIT | REGISTER),
    **dict.fromkeys((*ROUND_LISTS, "households:reviewed_edit"), UNIT | REGISTER),
    **dict.fromkeys(
        (
            "households:hamlet_reviews",
            "households:meetings",
            "households:hamlet_posting",
            "households:minutes",
            "households:survey_sheets",
            "households:certificates",
        ),
        UNIT | SURVEYORS,
    ),
}


def know(name: str) -> Readers:
    """Who may know that the place of an address exists."""
    keys = (name, *PATTERNS[name].pattern.converters)
    return next((KNOW[key] for key in keys if key in KNOW), UNIT)


def strangers(name: str) -> Readers:
    """Whom nothing of the commune may reach at an address: of a place all that may not know it, else those
    of other places whom it does not let in.
    """
    if name in OF_A_PLACE:
        return set(READERS) - know(name)
    return set(READERS) - UNIT.union(*ACCESS[name]) if name in ACCESS else NOBODY


def row(name: str, allowed: Readers, status: int) -> dict[str, int]:
    """The answer to each reader: `status` to those allowed, and 403 only to whom the place is no secret."""
    if not allowed:
        return dict.fromkeys(READERS, 405) | {"anonymous": 302}
    hidden = {reader for reader in READERS if name in OF_A_PLACE and reader not in know(name)}
    refused = {reader: 404 if reader in hidden else 403 for reader in READERS}
    return refused | dict.fromkeys(allowed, status) | {"anonymous": 302}


def door(anonymous: int, others: int) -> dict[str, int]:
    """The answers of an address that asks for no sign-in."""
    return dict.fromkeys(READERS, others) | {"anonymous": anonymous}


GET = {
    "accounts:sign_in": door(200, 302),
    "accounts:sign_out": door(405, 405),
    "guide:index": door(302, 200),
    "guide:page": door(302, 200),
    "guide:picture": door(302, 404),  # not made in tests
    "health:alive": door(200, 200),
    "health:ready": door(200, 200),
    "health:counts": door(200, 200),  # on this machine alone: tests/common/test_metrics.py
    "households:first_start": door(404, 404),
    **{name: row(name, reads, 302 if name in LEADS_ON else 200) for name, (reads, _) in ACCESS.items()},
    # who signs in for no agency is led to the list of communes
    "assignments:my_agency": dict.fromkeys(READERS, 302) | dict.fromkeys(MEMBER, 200),
}
POST = {
    "accounts:sign_in": door(ALLOWED, 302),
    "accounts:sign_out": door(ALLOWED, ALLOWED),
    "guide:index": door(302, 405),
    "guide:page": door(302, 405),
    "guide:picture": door(302, 405),
    "health:alive": door(405, 405),
    "health:ready": door(405, 405),
    "health:counts": door(405, 405),
    "households:first_start": door(404, 404),
    **{name: row(name, writes, ALLOWED) for name, (_, writes) in ACCESS.items()},
}


def lets_in(method: str, name: str, reader: str) -> bool:
    """Whether the table lets the reader open or send it."""
    return {"GET": GET, "POST": POST}[method][name][reader] in {ALLOWED, 200, 302}


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(f"{SIGN_IN}?next=")

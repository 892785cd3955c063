"""Every address answers each reader as the table says, and what it says is closed to all others.

One answer is looked at from all sides: asking for the page anew would take longer than all of them.
"""

from __future__ import annotations

from collections import Counter
from html import unescape

import pytest
from django.db.models import Max
from django.http import HttpResponse

from povertyplan.common.models import AuditEvent
from tests.access.answers import (
    ALLOWED,
    GET,
    OF_A_PLACE,
    POST,
    PUBLIC,
    leads_to_sign_in,
    lets_in,
    strangers,
)
from tests.access.closed import is_closed
from tests.access.marker import MARKER, NUMBER, PERSON, everything_of
from tests.access.place import Place
from tests.access.readers import READERS
from tests.access.sent import SENT
from tests.access.state import state
from tests.offers import offers

# Lines of the log that say whose households somebody saw.
PEOPLE_SEEN = {
    *("assignments_read", "household_read", "households_read", "review_seen", "people_seen"),
    *("paper_downloaded", "households_downloaded", "round_list_read", "round_list_downloaded"),
    *("round_details_read", "round_tables_downloaded", "support_list_read", "support_list_downloaded"),
    *("help_read", "help_downloaded", "assignment_read", "disclosure_read", "disclosure_downloaded"),
}


def households_read_by(place: Place, last: int) -> dict[str, int]:
    """How many lines of the log since `last` say that each reader saw people, be it one or a list of some."""
    lines = AuditEvent.objects.filter(pk__gt=last, action__in=PEOPLE_SEEN)
    seen = [line for line in lines if line.details.get("households", line.details.get("count", 1))]
    counts = Counter(line.user_id for line in seen)
    return {reader: counts[user.pk if user else None] for reader, user in place.users.items()}


def check_answer(name: str, reader: str, response: HttpResponse) -> None:
    """Nobody keeps or frames it, it runs nothing inline, and a stranger's holds nothing of the commune."""
    assert is_closed(response), reader
    if reader in strangers(name):
        assert response.status_code in ({302, 404, 405} if name in OF_A_PLACE else {302, 403, 405}), reader
        assert MARKER not in everything_of(response), reader


@pytest.mark.parametrize("name", GET)
def test_get_answers_each_reader_as_the_table_says(place, name):
    """And who saw people of households stands in the log, once, and nobody else; and no page offers its
    reader what he may not open or send: of those who have places elsewhere, too, the table cannot tell.

    The marker stands where the officer looks: without this a marker that is nowhere would pass. A whole
    personal number stands in the register's file alone, and an illness nowhere by itself.
    """
    url, before = place.url(name), state(place.unit)
    last = AuditEvent.objects.aggregate(last=Max("pk"))["last"]

    got = {reader: place.client(reader).get(url) for reader in READERS}

    texts = {reader: everything_of(answer) for reader, answer in got.items()}
    shown = {reader: int(bool(PERSON.search(unescape(text)))) for reader, text in texts.items()}
    assert households_read_by(place, last) == shown
    assert {reader: response.status_code for reader, response in got.items()} == GET[name]
    assert state(place.unit) == before
    assert leads_to_sign_in(got["anonymous"]) == (name not in PUBLIC)
    for reader in set(READERS) - {"neighbour", "foreign"}:
        for method, target in offers(url, got[reader]):
            assert lets_in(method, target, reader), (reader, method, target)
    for reader, response in got.items():
        check_answer(name, reader, response)
    if name in OF_A_PLACE and GET[name]["officer"] == 200:
        assert MARKER in texts["officer"]
    if name.startswith("households:"):
        takes_numbers = {"officer", "leader"} if name == "households:register_file" else set()
        assert {reader for reader, text in texts.items() if NUMBER in text} == takes_numbers
        assert not [reader for reader, text in texts.items() if f"{MARKER} bệnh" in text]


@pytest.mark.parametrize("name", POST)
def test_post_refuses_each_reader_as_the_table_says(place, name):
    url, before = place.url(name), state(place.unit)

    for reader, status in POST[name].items():
        if status == ALLOWED:
            continue
        response = place.client(reader).post(url, SENT)

        assert (reader, response.status_code) == (reader, status)
        assert state(place.unit) == before
        check_answer(name, reader, response)
        if reader == "anonymous":
            assert leads_to_sign_in(response) == (name not in PUBLIC)


@pytest.mark.parametrize("name", POST)
def test_post_lets_those_in_whom_the_table_lets_in(place, name):
    for reader, status in POST[name].items():
        if status == ALLOWED:
            response = place.client(reader).post(place.url(name), SENT)

            assert response.status_code not in {403, 404, 405, 500}
            assert not leads_to_sign_in(response)
            check_answer(name, reader, response)

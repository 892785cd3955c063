"""Requests that nobody types are answered."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.sent import SENT
from tests.access.table import ACCESS
from tests.factories import YEAR

IN_REPORTS = [name for name in ACCESS if name.startswith("reports:")]
DAMAGED = (
    "\x00",
    "9" * 30,
    "½",
    "\u202e\u200f" * 9,
    "x" * 20_000,
    '{"a": [[1]]}',
    "01/01/1900",
    "31/12/2100",
)
ASKED = ("biet", "doi-tuong", "end", "ke-hoach", "ngay", "trang", "tinh-trang")


@pytest.mark.parametrize("name", IN_REPORTS)
def test_damaged_requests_are_answered(place, name):
    """Parameters of addresses, and the fields that the page's own forms send, hold what nobody types."""
    url, (reads, writes) = place.url(name), ACCESS[name]
    client = place.client("officer" if "officer" in reads | writes else "leader")
    page = client.get(url)
    is_page = page.headers.get("Content-Type", "").startswith("text/html")
    fields = {*SENT, *(re.findall(r'name="([^"]+)"', page.content.decode()) if is_page else ())}
    for value in DAMAGED:
        with transaction.atomic():
            asked = client.get(url, dict.fromkeys(ASKED, value))
            posted = client.post(url, dict.fromkeys(fields, value))
            transaction.set_rollback(True)

        assert asked.status_code in {200, 404, 405, 422}, value
        assert posted.status_code in {200, 302, 404, 405, 409, 422}, value


@pytest.mark.parametrize(
    "key", ["\x00", "9" * 30, "\u202e", "x" * 2_000, "progress.poor.start@\x00", "@", "a@b@c"]
)
def test_damaged_key_of_a_figure_is_no_page(place, key):
    url = reverse("reports:figure", args=[place.unit.pk, YEAR, key])

    assert place.client("officer").get(url).status_code == 404

"""Every address has a row in the table, the table was read, and only the door stands open."""

from __future__ import annotations

import os
from pathlib import Path

from django.urls import get_resolver

from tests.access.addresses import PATTERNS, url_patterns
from tests.access.answers import GET, POST, PUBLIC
from tests.access.readers import READERS

TABLE = Path(__file__).with_name("access_table.txt")


def access_table() -> str:
    """Every address, method and reader; "ok" is what other tests say."""
    heads = (f"{'':<34}{'':<6}" + "".join(f"{reader:>15}" for reader in READERS)).rstrip()
    lines = [
        f"{name:<34}{method:<6}" + "".join(f"{rows[name][reader] or 'ok':>15}" for reader in READERS)
        for name in GET
        for method, rows in (("GET", GET), ("POST", POST))
    ]
    return "\n".join([heads, *lines, ""])


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _ in url_patterns(get_resolver())]

    assert len(names) == len(set(names))
    assert set(names) == set(GET) == set(POST)


def test_table_is_the_one_that_was_reviewed():
    """With RENEW_ACCESS_TABLE=1 the file is written anew, to be read before it is kept."""
    written = access_table()
    if os.environ.get("RENEW_ACCESS_TABLE") == "1":
        TABLE.write_text(written)

    assert TABLE.read_text() == written


def test_only_the_door_is_open_to_everybody():
    open_names = {
        name for name, pattern in PATTERNS.items() if not getattr(pattern.callback, "login_required", True)
    }

    assert open_names == PUBLIC

"""No page shows a whole personal number or an illness by itself."""

from __future__ import annotations

import pytest

from tests.access.marker import MARKER, NUMBER, everything_of
from tests.access.readers import READERS
from tests.access.table import ACCESS


@pytest.mark.parametrize("name", [name for name in ACCESS if name.startswith("households:")])
def test_no_page_shows_a_whole_number_or_health_by_itself(place, name):
    for reader in READERS:
        text = everything_of(place.client(reader).get(place.url(name)))

        takes_numbers = name == "households:register_file" and reader in {"officer", "leader"}
        assert (NUMBER in text) == takes_numbers
        assert f"{MARKER} bệnh" not in text

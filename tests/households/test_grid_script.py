"""static/js/grid.js reads, rounds and judges as the server does."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from plans.rules import INPUTS, Line
from povertyplan.common.numbers import format_number, parse_count
from povertyplan.documents.figures import rate

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = [
    "",
    " ",
    "0",
    "007",
    "12",
    "1.234",
    "1 234",
    "1\u00a0234.567",
    "1.2345",
    "1,5",
    "-1",
    "abc",
    "9999999",
    "10000000",
    "1.",
]
COUNTS = [None, 0, 1, 3, 7, 8, 199, 5053]


@pytest.fixture
def grid(page: Any, live_server: Any) -> Any:
    """Calls a function of the module with arguments."""
    page.goto(f"{live_server.url}/dang-nhap/")

    def call(expression: str, argument: Any) -> Any:
        return page.evaluate(
            f"async (x) => {{ const m = await import('/static/js/grid.js'); {expression} }}", argument
        )

    return call


def read(text: str) -> int | str | None:
    try:
        return parse_count(text)
    except ValueError as error:
        return str(error)


def test_numbers_are_read_as_on_the_server(grid: Any):
    script = (
        "return x.map((text) => { try { return m.parseCount(text) } catch (error) { return error.message } })"
    )

    assert grid(script, TEXTS) == [read(text) for text in TEXTS]


def test_rates_are_rounded_as_on_the_server(grid: Any):
    cases = list(product([*COUNTS, 9_999_999], COUNTS, range(5)))

    expected = [format_number(rate(n, d, places), places) for n, d, places in cases]

    assert grid("return x.map((c) => m.formatRate(...c))", cases) == expected


def test_rows_are_judged_as_on_the_server(grid: Any):
    cases = [dict(zip(INPUTS, values, strict=True)) for values in product([None, 0, 7, 10], repeat=6)]

    expected = [Line(**case).violations() for case in cases]

    assert grid("return x.map(m.violations)", cases) == expected


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\r\n3\t\r\n", [["1", "2"], ["3", ""]]),
        ("5\n\n6\n", [["5"], [""], ["6"]]),
        ('"a ""b""\nc"\t1', [['a "b"\nc', "1"]]),
        ('"lẻ\t1', [['"lẻ', "1"]]),
        ("", []),
    ],
)
def test_clipboard_is_cut_into_cells(grid: Any, text: str, block: list[list[str]]):
    assert grid("return m.parseBlock(x)", text) == block

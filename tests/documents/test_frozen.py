"""A frozen document comes back as it was."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertyplan.documents import blocks
from povertyplan.documents.blocks import Document
from povertyplan.documents.frozen import from_json, to_json
from tests.documents.sample import sample

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
figures = st.builds(blocks.Figure)
paragraphs = st.builds(
    blocks.Paragraph,
    inline=st.lists(st.text(max_size=9) | figures, max_size=3).map(tuple),
    place=st.text(max_size=5),
)
relations = st.one_of(st.builds(blocks.Rate), st.builds(blocks.Difference), st.builds(blocks.AtMost))
columns = st.builds(blocks.Column, relations=st.lists(relations, max_size=2).map(tuple))
rows = st.builds(blocks.Row, cells=st.lists(st.text(max_size=5) | figures, max_size=3).map(tuple))
tables = st.builds(
    blocks.Table,
    columns=st.lists(columns, max_size=2).map(tuple),
    rows=st.lists(rows, max_size=2).map(tuple),
    total=st.none() | rows,
)
trees = st.recursive(
    paragraphs | tables,
    lambda inner: st.builds(blocks.Section, blocks=st.lists(inner, max_size=2).map(tuple)),
    max_leaves=4,
)
many = st.lists(trees, max_size=3).map(tuple)
documents = st.builds(
    Document,
    blocks=many,
    appendices=st.lists(st.builds(blocks.Appendix, blocks=many), max_size=2).map(tuple),
    properties=st.dictionaries(st.text(max_size=3) | st.just("$"), st.text(max_size=3), max_size=2),
)


def round_trip(document):
    return from_json(json.loads(json.dumps(to_json(document))))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(documents)
def test_round_trip_is_exact(document):
    back = round_trip(document)

    assert back == document
    assert repr(back) == repr(document)


def test_the_sample_comes_back():
    assert round_trip(sample()) == sample()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 2, "document": None},
        {"version": 1, "document": {"$": "Path"}},
        {"version": 1, "document": 3},
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError, match="frozen"):
        from_json(data)

"""What a comment is about, and what of a returned plan it unlocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules import (
    HEAD_PLACES,
    PLACE_LABELS,
    PlanPlace,
    Unlocked,
    commented_place,
    unlocked_by,
    way_up,
)

PARENTS = {1: None, 2: 1, 3: 2, 4: None, 5: 4}  # I., I.1., I.1.1., II., II.1.
PLACES = [place for place in PlanPlace if place != PlanPlace.SECTION]
comments = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PLACES), st.none()),
        st.tuples(st.just(PlanPlace.SECTION), st.one_of(st.none(), st.sampled_from(sorted(PARENTS)))),
    )
)


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        ("section:3.2/paragraph:1", PlanPlace.SECTION),
        ("section:1/heading", PlanPlace.SECTION),
        ("title", PlanPlace.TITLE),
        ("opening/paragraph:2", PlanPlace.OPENING),
        ("closing/paragraph:1", PlanPlace.CLOSING),
        ("basis:4", PlanPlace.BASES),
        ("duty:2/heading", PlanPlace.DUTIES),
        ("funding:1", PlanPlace.FUNDING),
        ("group:1/paragraph:0", PlanPlace.GROUPS),
        ("project:3", PlanPlace.PROJECTS),
        ("target:2", PlanPlace.FIGURES),
        ("table:hamlets/row:total/column:poor", PlanPlace.FIGURES),
        ("table:series", PlanPlace.FIGURES),
        ("table:prospects/row:total/column:all", PlanPlace.PROSPECTS),
        ("table:roadmap/row:2027/column:poor", PlanPlace.ROADMAP),
        ("table:indicators", PlanPlace.INDICATORS),
        ("appendix:hamlets", PlanPlace.HEAD),
        ("paragraph:1", PlanPlace.HEAD),
        ("", PlanPlace.HEAD),
    ],
)
def test_finding_is_commented_where_it_is_mended(finding, place):
    assert commented_place(finding) == place


@pytest.mark.parametrize(
    ("commented", "asked", "allowed"),
    [
        ((PlanPlace.SECTION, 2), (PlanPlace.SECTION, 2), True),
        ((PlanPlace.SECTION, 2), (PlanPlace.SECTION, 3), True),  # below it
        ((PlanPlace.SECTION, 2), (PlanPlace.SECTION, 1), False),  # above it
        ((PlanPlace.SECTION, 2), (PlanPlace.SECTION, 4), False),
        ((PlanPlace.SECTION, 2), (PlanPlace.SECTION, None), False),  # the plan itself
        ((PlanPlace.SECTION, 2), (PlanPlace.BASES, None), False),
        ((PlanPlace.SECTION, None), (PlanPlace.SECTION, 1), False),  # commented, then deleted
        ((PlanPlace.BASES, None), (PlanPlace.BASES, None), True),
        ((PlanPlace.BASES, None), (PlanPlace.DUTIES, None), False),
        ((PlanPlace.BASES, None), (PlanPlace.SECTION, 1), False),
        ((PlanPlace.OPENING, None), (PlanPlace.OPENING, None), True),
        ((PlanPlace.OPENING, None), (PlanPlace.CLOSING, None), False),
        ((PlanPlace.OPENING, None), (PlanPlace.HEAD, None), False),
        ((PlanPlace.HEAD, None), (PlanPlace.OPENING, None), True),
        ((PlanPlace.HEAD, None), (PlanPlace.SIGNATORY, None), False),
    ],
)
def test_comment_unlocks_what_it_is_about(commented, asked, allowed):
    place, section = asked

    assert unlocked_by([commented]).allows(place, way_up(section, PARENTS) if section else ()) is allowed


def test_without_a_list_everything_is_unlocked():
    assert all(Unlocked.from_json(None).allows(place) for place in PlanPlace)
    assert not any(Unlocked.from_json([]).allows(place) for place in PlanPlace)
    assert not unlocked_by([]).any_of_head


@given(comments)
def test_what_is_kept_is_what_was_unlocked(given_comments):
    unlocked = unlocked_by(given_comments)

    assert Unlocked.from_json(unlocked.to_json()) == unlocked


@given(comments, comments)
def test_more_comments_never_lock_and_only_their_places_are_opened(before, more):
    few, all_ = unlocked_by(before), unlocked_by([*before, *more])
    said = {place for place, _ in [*before, *more]}

    for place in PLACES:
        assert few.allows(place) <= all_.allows(place)
        in_head = place in HEAD_PLACES.values() and PlanPlace.HEAD in said
        assert all_.allows(place) == (place in said or in_head)
    for section in PARENTS:
        way = way_up(section, PARENTS)
        assert few.allows(PlanPlace.SECTION, way) <= all_.allows(PlanPlace.SECTION, way)
        asked_above = any((PlanPlace.SECTION, above) in [*before, *more] for above in way)
        assert all_.allows(PlanPlace.SECTION, way) == asked_above


def test_way_up_ends_also_where_parents_go_round():
    assert way_up(3, PARENTS) == (3, 2, 1)
    assert way_up(7, {7: 8, 8: 7}) == (7, 8)


def test_every_place_has_words():
    assert PLACE_LABELS.keys() == set(PlanPlace)

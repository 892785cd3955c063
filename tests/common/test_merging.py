"""One form out of three: nothing that anybody wrote is lost, and whoever changed something alone has it."""

from __future__ import annotations

import string
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyplan.common.merging import (
    Comparison,
    Fields,
    Keep,
    Kind,
    ListShape,
    compared,
    resolved,
    text_merged,
)

MINE, THEIRS = Keep.MINE, Keep.THEIRS
SHAPE = ListShape(prefix="rows", blank={"text": ("",), "kind": ("office",)})
WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=4)


def form(*rows: str, initial: int | None = None, **more: str) -> Fields:
    """A list as a browser sends it: three blank rows behind those that it shows."""
    shown: dict[str, tuple[str, ...]] = {
        "rows-TOTAL_FORMS": (str(len(rows) + 3),),
        "rows-INITIAL_FORMS": (str(len(rows) if initial is None else initial),),
    }
    for number, text in enumerate([*rows, "", "", ""]):
        shown[f"rows-{number}-text"] = (text,)
        shown[f"rows-{number}-kind"] = ("office",)
        shown[f"rows-{number}-ORDER"] = (str(number + 1) if text else "",)
    changes = {name.replace("__", "-"): (text,) for name, text in more.items()}
    return {name: texts for name, texts in {**shown, **changes}.items() if texts != ("absent",)}


def lists(base: Fields, theirs: Fields, mine: Fields) -> Comparison:
    return compared(base, theirs, mine, lists=[SHAPE], texts={"rows-#-text"})


def kept_rows(fields: Fields) -> list[str]:
    """What a list says in its order, as the form would read it."""
    rows = []
    for number in range(int(fields["rows-TOTAL_FORMS"][0])):
        text = "".join(fields.get(f"rows-{number}-text", ()))
        order = "".join(fields.get(f"rows-{number}-ORDER", ()))
        if text and not fields.get(f"rows-{number}-DELETE"):
            rows.append((int(order) if order else 10**6, number, text))
    return [text for _, _, text in sorted(rows)]


def outcome(comparison: Comparison, **chosen: Keep) -> list[str]:
    """The list after the one click, with other answers where they are given."""
    keep = {each.name: each.keep for each in comparison.differences if each.keep}
    keep |= {name.replace("__", "-"): side for name, side in chosen.items()}
    return kept_rows(resolved(comparison.mine, comparison.theirs, keep))


# --- fields ---


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "keep"),
    [
        ("a", "a", "b", MINE),
        ("a", "b", "a", THEIRS),
        ("a", "b", "c", None),
        (None, "a", "b", None),
        ("", "a", "", THEIRS),
        ("a", "", "b", None),
    ],
)
def test_field_is_kept_of_whoever_changed_it_alone(base, theirs, mine, keep):
    shown: Fields = {} if base is None else {"x": (base,)}

    [difference] = compared(shown, {"x": (theirs,)}, {"x": (mine,)}).differences

    assert (difference.name, difference.keep) == ("x", keep)
    assert (difference.base, difference.theirs, difference.mine) == (shown.get("x"), (theirs,), (mine,))


@pytest.mark.parametrize(
    ("theirs", "mine"), [("b", "b"), ("a\nb", "a\r\nb"), ("a b", " a  b "), ("hòa", "hòa")]
)
def test_what_is_stored_the_same_way_does_not_differ(theirs, mine):
    assert compared({"x": ("a",)}, {"x": (theirs,)}, {"x": (mine,)}).differences == ()


def test_unticked_box_and_missing_name_are_the_same():
    assert compared({"x": ("on",)}, {"x": ()}, {}).differences == ()
    [difference] = compared({"x": ()}, {"x": ("on",)}, {}).differences
    assert difference.keep is THEIRS


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "asks"),
    [("a", "a", "b", False), ("a", "b", "b", False), ("a", "b", "a", True), ("a", "b", "c", True)],
)
def test_page_is_needed_when_saving_would_undo_what_somebody_saved(base, theirs, mine, asks):
    assert compared({"x": (base,)}, {"x": (theirs,)}, {"x": (mine,)}).needs_a_choice is asks


def test_page_is_needed_when_nobody_knows_what_was_shown():
    assert compared({}, {"x": ("a",)}, {"x": ("b",)}).needs_a_choice


TEXT = st.dictionaries(st.sampled_from("abcd"), st.tuples(WORDS), min_size=4, max_size=4)


@given(TEXT, TEXT, TEXT)
def test_preset_loses_nothing_that_one_alone_changed(base, theirs, mine):
    comparison = compared(base, theirs, mine)
    keep = {each.name: each.keep for each in comparison.differences if each.keep}

    result = resolved(mine, theirs, keep)

    for name, shown in base.items():
        changed = {texts for texts in (theirs[name], mine[name]) if texts != shown}
        if len(changed) < 2:
            assert result[name] == (changed.pop() if changed else shown)
        else:
            assert name not in keep
            assert result[name] == mine[name]


# --- texts ---


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("a b c", "x b c", "a b z", "x b z"),
        ("a b c", "a b c d", "z a b c", "z a b c d"),
        ("a b", "a b x", "a b y", "a b x y"),
        ("a b", "a b x", "a b x", "a b x"),
        ("a b", "a x", "a y", None),
        ("a b", "a", "a y", None),
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "c", "a b", ""),
        ("", "x", "y", "x y"),
        ("a b", "a x", "a b c", "a x c"),
    ],
)
def test_text_holds_the_changed_lines_of_both(base, theirs, mine, merged):
    lines = [text.replace(" ", "\n") for text in (base, theirs, mine)]

    found = text_merged(lines[0], lines[1], lines[2])

    assert found == (None if merged is None else merged.replace(" ", "\n"))


LINES = st.lists(WORDS, max_size=8)


@given(LINES, LINES)
def test_text_that_one_alone_changed_is_his(base: list[str], changed: list[str]):
    before, after = "\n".join(base), "\n".join(changed)

    assert text_merged(before, after, before) == after
    assert text_merged(before, before, after) == after
    assert text_merged(before, after, after) == after


@given(LINES, LINES, LINES)
def test_merged_text_has_every_new_line_of_both(base: list[str], theirs: list[str], mine: list[str]):
    merged = text_merged("\n".join(base), "\n".join(theirs), "\n".join(mine))

    if merged is not None:
        assert (set(theirs) | set(mine)) - set(base) <= set(merged.splitlines())


def test_endless_text_is_not_merged():
    long = "\n".join(map(str, range(3000)))

    assert text_merged(long, f"{long}\nx", f"y\n{long}") is None


def test_only_named_texts_are_merged():
    forms = [{"x": (text,), "y": (text,)} for text in ("", "a", "b")]

    found = compared(forms[0], forms[1], forms[2], texts={"x"}).differences

    assert [each.merged for each in found] == ["a\nb", None]


# --- lists ---


def test_untouched_list_differs_in_nothing():
    assert lists(form("a", "b"), form("a", "b"), form("a", "b")).differences == ()


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (["a", "b", "c", "d"], ["a", "b", "c", "z"], ["a", "b", "c", "z", "d"]),
        (["x", "a", "b", "c"], ["a", "b", "c", "z"], ["x", "a", "b", "c", "z"]),
        (["a", "x", "b", "c"], ["a", "b", "c"], ["a", "x", "b", "c"]),
        (["a", "c"], ["a", "b", "c", "z"], ["a", "c", "z"]),
        (["a", "b", "c", "z"], ["a", "b", "c", "z"], ["a", "b", "c", "z"]),
        (["c", "b", "a"], ["a", "b", "c", "z"], ["c", "z", "b", "a"]),
        ([], ["a", "b", "c", "z"], ["z"]),
    ],
)
def test_rows_of_both_stand_in_the_merged_list(theirs: list[str], mine: list[str], merged: list[str]):
    comparison = lists(form("a", "b", "c"), form(*theirs), form(*mine, initial=3))

    assert outcome(comparison) == merged
    assert all(each.keep for each in comparison.differences)


def test_row_that_one_changed_is_told_field_by_field():
    base = form("Phòng Kinh tế giúp hộ nghèo", "b")
    theirs = form("b", "Phòng Kinh tế giúp hộ cận nghèo")
    mine = form("Phòng Kinh tế giúp hộ nghèo", "b", rows__0__kind="body")

    found = lists(base, theirs, mine).differences

    assert [(each.name, each.keep, each.kind) for each in found] == [
        ("rows-0-text", THEIRS, Kind.FIELD),
        ("rows-0-kind", MINE, Kind.FIELD),
        ("rows-ORDER", THEIRS, Kind.ORDER),
    ]


def test_row_that_they_dropped_and_i_changed_has_to_be_looked_at():
    comparison = lists(form("a", "b"), form("b"), form("a của tôi", "b"))

    [difference] = comparison.differences
    assert (difference.name, difference.kind, difference.keep) == ("rows-0", Kind.ROW, None)
    assert (difference.theirs, difference.mine) == ((), ("office", "a của tôi"))
    assert outcome(comparison, **{"rows-0": MINE}) == ["a của tôi", "b"]
    assert outcome(comparison, **{"rows-0": THEIRS}) == ["b"]


def test_row_that_i_dropped_and_they_changed_has_to_be_looked_at():
    mine = form("hộ nghèo của xã", "b", rows__0__DELETE="on")
    comparison = lists(form("hộ nghèo của xã", "b"), form("hộ nghèo của phường", "b"), mine)

    [difference] = comparison.differences
    assert (difference.kind, difference.keep, difference.mine) == (Kind.ROW, None, ())
    assert outcome(comparison, **{"rows-0": MINE}) == ["b"]
    assert outcome(comparison, **{"rows-0": THEIRS}) == ["hộ nghèo của phường", "b"]


def test_row_that_both_dropped_is_no_difference():
    comparison = lists(form("a", "b"), form("b"), form("a", "b", rows__0__DELETE="on"))

    assert comparison.differences == ()
    assert outcome(comparison) == ["b"]


def test_both_orders_are_asked_about():
    mine = form("a", "b", "c", rows__0__ORDER="9")
    comparison = lists(form("a", "b", "c"), form("b", "a", "c"), mine)

    [difference] = comparison.differences
    assert (difference.kind, difference.keep) == (Kind.ORDER, None)
    assert outcome(comparison, **{"rows-ORDER": MINE}) == ["b", "c", "a"]
    assert outcome(comparison, **{"rows-ORDER": THEIRS}) == ["b", "a", "c"]


def test_rows_with_a_key_are_known_by_it():
    shape = ListShape(prefix="rows", blank={}, order="order", drop="remove", key="id")

    def keyed(*rows: tuple[str, str]) -> Fields:
        return {
            f"rows-{number}-{name}": (text,)
            for number, row in enumerate(rows)
            for name, text in zip(("id", "name", "order"), (*row, str(number)), strict=True)
        }

    comparison = compared(
        keyed(("1", "Ao"), ("2", "Cầu")),
        keyed(("2", "Ao"), ("1", "Cầu")),
        keyed(("1", "Ao"), ("2", "Cầu Mới")),
        lists=[shape],
    )

    assert [(each.name, each.keep) for each in comparison.differences] == [
        ("rows-0-name", THEIRS),
        ("rows-1-name", None),
        ("rows-order", THEIRS),
    ]


def test_list_of_which_nobody_knows_how_it_was_shown_is_asked_about_row_by_row():
    comparison = lists({}, form("a", "c"), form("a", "b"))

    assert {(each.name, each.kind, each.keep) for each in comparison.differences} == {
        ("rows-1", Kind.ROW, None),
        ("rows-5", Kind.ROW, None),
    }


ROWS = st.lists(WORDS, max_size=5, unique=True)


@given(ROWS, ROWS, ROWS)
def test_no_row_that_anybody_added_is_lost(base: list[str], theirs: list[str], added: list[str]):
    mine = [*base, *(text for text in added if text not in base)]

    comparison = lists(form(*base), form(*theirs), form(*mine, initial=len(base)))

    after = outcome(comparison)
    assert set(theirs) | (set(mine) - set(base)) == set(after)
    assert sorted(set(after)) == sorted(after)
    if all(each.keep for each in comparison.differences):  # both may have added one row at two places
        assert in_order(theirs, after)


@given(ROWS, ROWS, ROWS)
def test_theirs_throughout_is_what_is_stored_and_mine_what_was_typed(
    base: list[str], theirs: list[str], mine: list[str]
):
    rows = [*mine, *([""] * max(0, len(base) - len(mine)))]  # rows that were shown can be emptied
    comparison = lists(form(*base), form(*theirs), form(*rows, initial=len(base)))

    for side, expected in ((THEIRS, theirs), (MINE, mine)):
        everywhere = {each.name: side for each in comparison.differences}
        if side is THEIRS:
            everywhere["rows-ORDER"] = side
        assert kept_rows(resolved(comparison.mine, comparison.theirs, everywhere)) == expected


def in_order(some: Sequence[str], all_: Sequence[str]) -> bool:
    places = [all_.index(text) for text in some]
    return all(first < second for first, second in pairwise(places))


@pytest.mark.parametrize(
    "name", ["rows--text", "rows-x-text", "rows-99999-text", "rows-²-text", "rows-1", "rows", "rows-1-"]
)
def test_strange_names_break_nothing(name: str):
    strange: Fields = {**form("a"), name: ("x",)}

    assert isinstance(lists(strange, form("a"), strange).differences, tuple)

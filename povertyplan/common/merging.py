"""One form out of three: as it was shown, as it was saved meanwhile, as it was typed. Pure.

A form is told as a browser sends it: the texts under each name. The rows of a list stand under names such as
`rows-3-text`; a row that is not there has its box to be dropped ticked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from povertyplan.common.text import clean_text

Texts = tuple[str, ...]
Fields = Mapping[str, Texts]
TICKED: Texts = ("on",)
MAX_ROWS = 1000  # of one list; far above any form
MAX_LINES = 2000  # of a text that is merged
WORDS_COMPARED = 200  # of a row
ALIKE = 0.4  # share of common words from which two rows are one that was changed


class Keep(StrEnum):
    """Whose version stays."""

    MINE = "mine"
    THEIRS = "theirs"


class Kind(StrEnum):
    """What differs: one field, a whole row that one of two has not, the order of rows."""

    FIELD = "field"
    ROW = "row"
    ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where what was typed is not what is saved now; `base` is None when nobody knows what was shown.

    `keep` says who alone changed it, None when both did. `merged` is a text with both changes in it, where
    they do not touch. Of a row the texts are all it says, none where it is missing; of an order, the numbers
    of rows.
    """

    name: str
    base: Texts | None
    theirs: Texts
    mine: Texts
    keep: Keep | None
    merged: str | None = None
    kind: Kind = Kind.FIELD


@dataclass(frozen=True, kw_only=True)
class ListShape:
    """How a list of rows is written: what a blank row says, the names of the field that orders it, of the
    box that drops it, and of the one that tells which row it is, if there is one.
    """

    prefix: str
    blank: Fields
    order: str = "ORDER"
    drop: str = "DELETE"
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The three forms with one number for each row, and where two of them differ."""

    theirs: Fields
    mine: Fields
    differences: tuple[Difference, ...]

    @property
    def needs_a_choice(self) -> bool:
        """Whether somebody else changed anything that saving would undo."""
        return any(
            difference.base is None or not _same(difference.base, difference.theirs)
            for difference in self.differences
        )


def compared(
    base: Fields,
    theirs: Fields,
    mine: Fields,
    *,
    texts: Collection[str] = (),
    lists: Sequence[ListShape] = (),
) -> Comparison:
    """Hold what was typed against what is saved now. Names missing from `base` were shown nobody knows how.

    `texts` are the names of fields that are merged line by line, with "#" for the number of a row.
    """
    found: list[Difference] = []
    for shape in lists:
        base, theirs, mine = _aligned(shape, base, theirs, mine)
        found += _row_differences(shape, base, theirs, mine, texts)
    of_rows = tuple(f"{shape.prefix}-" for shape in lists)
    fields = [name for name in dict.fromkeys([*theirs, *mine]) if not name.startswith(of_rows)]
    return Comparison(
        theirs=theirs,
        mine=mine,
        differences=(*_field_differences(fields, base, theirs, mine, texts), *found),
    )


def resolved(mine: Fields, theirs: Fields, keep: Mapping[str, Keep]) -> dict[str, Texts]:
    """What was typed, with theirs where theirs was chosen; `keep` goes by the name of the difference."""
    result = dict(mine)
    for chosen, side in keep.items():
        for name in _names(chosen, {*mine, *theirs}) if side is Keep.THEIRS else ():
            result.pop(name, None)
            if name in theirs:
                result[name] = theirs[name]
    return result


def text_merged(base: str, theirs: str, mine: str) -> str | None:
    """The text with the changed lines of both; None where both changed the same line.

    What both add at one place stands one after the other.
    """
    lines = base.splitlines()
    others = theirs.splitlines(), mine.splitlines()
    if max(len(lines), *map(len, others)) > MAX_LINES:
        return None
    changes = sorted(
        {
            (start, end, tuple(other[first:last])): None
            for other in others
            for tag, start, end, first, last in SequenceMatcher(
                None, lines, other, autojunk=False
            ).get_opcodes()
            if tag != "equal"
        },
        key=lambda change: change[:2],
    )
    merged: list[str] = []
    done = 0
    for start, end, new in changes:
        if start < done:
            return None
        merged += [*lines[done:start], *new]
        done = end
    return "\n".join(merged + lines[done:])


# --- fields ---


def _meant(texts: Texts) -> Texts:
    """The texts as they are stored: blank ones say nothing."""
    return tuple(filter(None, map(clean_text, texts)))


def _same(one: Texts, other: Texts) -> bool:
    return _meant(one) == _meant(other)


def _pattern(name: str) -> str:
    """The name with "#" for the number of a row."""
    return "-".join("#" if part.isdecimal() else part for part in name.split("-"))


def _keep(base: Texts | None, theirs: Texts, mine: Texts) -> Keep | None:
    if base is not None and _same(base, theirs):
        return Keep.MINE
    return Keep.THEIRS if base is not None and _same(base, mine) else None


def _field_differences(
    names: Sequence[str], base: Fields, theirs: Fields, mine: Fields, texts: Collection[str]
) -> Iterator[Difference]:
    for name in names:
        shown, saved, typed = base.get(name), theirs.get(name, ()), mine.get(name, ())
        if _same(saved, typed):
            continue
        keep, merged = _keep(shown, saved, typed), None
        if shown is not None and keep is None and _pattern(name) in texts:
            merged = text_merged(*("\n".join(_meant(each)) for each in (shown, saved, typed)))
        yield Difference(name=name, base=shown, theirs=saved, mine=typed, keep=keep, merged=merged)


# --- rows ---

Row = dict[str, Texts]


def _rows(shape: ListShape, fields: Fields) -> dict[int, Row]:
    """The rows by number, those that say nothing as well."""
    rows: dict[int, Row] = {}
    for name, texts in fields.items():
        number, _, field = name.removeprefix(f"{shape.prefix}-").partition("-")
        is_row = name.startswith(f"{shape.prefix}-") and number.isascii() and number.isdecimal()
        if is_row and field and len(number) < 5 and int(number) < MAX_ROWS:
            rows.setdefault(int(number), {})[field] = texts
    return rows


def _content(shape: ListShape, row: Row) -> dict[str, Texts]:
    """What the row says, apart from its place."""
    return {
        field: said
        for field, texts in sorted(row.items())
        if field not in {shape.order, shape.drop} and (said := _meant(texts))
    }


def _present(shape: ListShape, rows: Mapping[int, Row]) -> dict[int, Row]:
    """The rows that say something and are not to be dropped, in their order."""
    blank = {field: _meant(texts) for field, texts in shape.blank.items() if _meant(texts)}
    kept = {
        number: row
        for number, row in rows.items()
        if not _meant(row.get(shape.drop, ())) and _content(shape, row) not in ({}, blank)
    }

    def place(number: int) -> tuple[int, int]:
        text = "".join(kept[number].get(shape.order, ()))
        known = text.isascii() and text.isdecimal() and len(text) < 10
        return (int(text) if known else 10**9, number)

    return {number: kept[number] for number in sorted(kept, key=place)}


def _pairs(shape: ListShape, known: Mapping[int, Row], theirs: Mapping[int, Row]) -> dict[int, int]:
    """For rows of theirs the number of the known row that each is: the same key, the same words, or most."""
    pairs: dict[int, int] = {}
    free = dict(known)

    def pair(number: int, with_: int) -> None:
        pairs[number] = with_
        del free[with_]

    def identity(row: Row) -> object:
        return _meant(row.get(shape.key, ())) if shape.key else _content(shape, row)

    for number, row in theirs.items():
        same = next((each for each, other in free.items() if identity(other) == identity(row)), None)
        if same is not None:
            pair(number, same)
    if shape.key:
        return pairs

    def words(row: Row) -> set[str]:
        said = " ".join(text for texts in _content(shape, row).values() for text in texts)
        return set(said.split()[:WORDS_COMPARED])

    left = {number: words(row) for number, row in theirs.items() if number not in pairs}
    mine = {number: words(row) for number, row in free.items()}
    alike = sorted(
        (
            (-len(one & other) / len(one | other), number, candidate)
            for number, one in left.items()
            for candidate, other in mine.items()
        ),
    )
    for likeness, number, candidate in alike:
        if -likeness >= ALIKE and number not in pairs and candidate in free:
            pair(number, candidate)
    return pairs


def _woven(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """The first order, and what only the second has behind what stands before it there."""
    result = list(first)
    for place, number in enumerate(second):
        if number not in result:
            result.insert(result.index(second[place - 1]) + 1 if place else 0, number)
    return result


def _aligned(
    shape: ListShape, base: Fields, theirs: Fields, mine: Fields
) -> tuple[dict[str, Texts], dict[str, Texts], dict[str, Texts]]:
    """The three with one number for each row: that of the page; rows that only theirs has come after it."""
    prefix = shape.prefix
    typed = _rows(shape, mine)
    is_known = any(name.startswith(f"{prefix}-") for name in base)
    shown = _present(shape, {number: row for number, row in _rows(shape, base).items() if number in typed})
    kept, saved = _present(shape, typed), _present(shape, _rows(shape, theirs))
    pairs = _pairs(shape, shown if is_known else kept, saved)
    added = {number: row for number, row in kept.items() if number not in shown and is_known}
    alone = {number: row for number, row in saved.items() if number not in pairs}
    contents = {number: _content(shape, row) for number, row in added.items()}
    for number, row in alone.items():  # both may have added the same
        same = next((each for each, said in contents.items() if said == _content(shape, row)), None)
        if same is not None:
            pairs[number] = same
            del contents[same]
    free = max(typed, default=-1) + 1
    for number in alone:
        if number not in pairs:
            pairs[number] = free
            free += 1
    saved = {pairs[number]: row for number, row in saved.items()}
    result = [
        {name: texts for name, texts in form.items() if not _pattern(name).startswith(f"{prefix}-#-")}
        for form in (base, theirs, mine)
    ]
    for number in range(free):
        typed_row, saved_row = typed.get(number, {}), saved.get(number)
        gone = {**(kept.get(number) or saved_row or typed_row), shape.drop: TICKED}
        rows = (
            shown.get(number, gone) if is_known else {},
            saved_row or (gone if number in kept else typed_row),
            kept.get(number) or (gone if saved_row else typed_row),
        )
        for form, row in zip(result, rows, strict=True):
            form.update({f"{prefix}-{number}-{field}": texts for field, texts in row.items()})
    saved_order, typed_order = list(saved), list(kept)
    _order(shape, result[1], _woven(saved_order, typed_order))
    _order(shape, result[2], _woven(typed_order, saved_order))
    counts = {f"{prefix}-{kind}_FORMS" for kind in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    for form in result[:2]:  # how many rows there are follows from the rows
        form.update({name: mine[name] for name in mine if name in counts})
    for form in result:
        if f"{prefix}-TOTAL_FORMS" in form:
            form[f"{prefix}-TOTAL_FORMS"] = (str(free),)
    return result[0], result[1], result[2]


def _order(shape: ListShape, form: dict[str, Texts], numbers: Sequence[int]) -> None:
    for place, number in enumerate(numbers, start=1):
        form[f"{shape.prefix}-{number}-{shape.order}"] = (str(place),)


def _row_differences(
    shape: ListShape, base: Fields, theirs: Fields, mine: Fields, texts: Collection[str]
) -> Iterator[Difference]:
    """Field by field where both have the row; the row as a whole where one has not; then the order."""
    every = [_rows(shape, form) for form in (base, theirs, mine)]
    shown, saved, typed = (_present(shape, rows) for rows in every)
    is_known = bool(every[0])
    for number in sorted({*saved, *typed}):
        name = f"{shape.prefix}-{number}"
        if number in saved and number in typed:
            fields = dict.fromkeys((*saved[number], *typed[number]))
            names = [f"{name}-{field}" for field in fields if field not in {shape.order, shape.drop}]
            yield from _field_differences(names, base, theirs, mine, texts)
            continue
        said = [
            tuple(text for each in _content(shape, rows[number]).values() for text in each)
            if number in rows
            else ()
            for rows in (shown, saved, typed)
        ]
        known = said[0] if is_known else None
        yield Difference(
            name=name,
            base=known,
            theirs=said[1],
            mine=said[2],
            keep=_keep(known, said[1], said[2]),
            kind=Kind.ROW,
        )
    common = [number for number in typed if number in saved]
    orders = [tuple(str(number) for number in rows if number in common) for rows in (shown, saved, typed)]
    if orders[1] != orders[2]:
        known = orders[0] if is_known else None
        yield Difference(
            name=f"{shape.prefix}-{shape.order}",
            base=known,
            theirs=orders[1],
            mine=orders[2],
            keep=_keep(known, orders[1], orders[2]),
            kind=Kind.ORDER,
        )


def _names(chosen: str, names: Collection[str]) -> list[str]:
    """The names that a difference is about: a field, all of a row, the places of all rows."""
    if chosen in names:
        return [chosen]
    head, _, tail = chosen.rpartition("-")
    if tail.isdecimal():
        return [name for name in names if name.startswith(f"{chosen}-")]
    return [name for name in names if _pattern(name) == f"{head}-#-{tail}"]

"""Figures of the year's progress."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from assignments.rules import EscapePath
from households.rules import (
    FLOWS,
    Classification,
)
from povertyplan.common.text import lower_first
from reports.queries.sources import YearSources
from reports.rules import (
    BASIS_LABELS,
    LINE_SELECTIONS,
    PERCENT_DECIMALS,
    RATE_DECIMALS,
    TOTAL,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
    ProgressLine,
    progress_key,
)

Figures = Iterator[KeyedFigure]
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


WORDS = {POOR: "hộ nghèo", NEAR_POOR: "hộ cận nghèo"}
_LINE_LABELS = {
    "opening": "đầu năm",
    "above": "vượt chuẩn cận nghèo",
    "to_other_class": "chuyển sang diện kia",
    "other_out": "giảm khác (chuyển đi, nhập hộ, xóa tên)",
    "from_other_class": "từ diện kia chuyển sang",
    "fell_back": "tái nghèo, tái cận nghèo",
    "newly": "phát sinh mới",
    "other_in": "tăng khác (chuyển đến, tách hộ)",
    "now": "hiện còn",
}
_COMPUTED = {  # name: label, unit, decimals, parts, rule
    "net_reduction": ("giảm thực", "hộ", 0, ("opening", "now"), "đầu năm − hiện còn"),
    "percent_of_target": (
        "so với chỉ tiêu",
        "%",
        PERCENT_DECIMALS,
        ("net_reduction", "target"),
        "100 × giảm thực / chỉ tiêu",
    ),
    "rise": ("tăng thực", "hộ", 0, ("opening", "now"), "hiện còn − đầu năm"),
    "missing": ("còn phải giảm", "hộ", 0, ("net_reduction", "target"), "chỉ tiêu − giảm thực"),
    "beyond": ("vượt chỉ tiêu", "hộ", 0, ("net_reduction", "target"), "giảm thực − chỉ tiêu"),
    "other": (
        "tăng, giảm khác",
        "hộ",
        0,
        ("from_other_class", "other_in", "other_out"),
        "chuyển sang và tăng khác − giảm khác",
    ),
    "estimate": ("ước cả năm", "hộ", 0, ("now", "open", "joining"), "hiện còn − dự kiến ra + dự kiến vào"),
    "opening_rate": ("tỷ lệ đầu năm", "%", RATE_DECIMALS, ("opening",), "100 × đầu năm / tổng số hộ đầu năm"),
    "rate": ("tỷ lệ hiện nay", "%", RATE_DECIMALS, ("now", "households"), "100 × hiện còn / tổng số hộ"),
    "rate_reduction": (
        "mức giảm tỷ lệ",
        "điểm %",
        RATE_DECIMALS,
        ("opening_rate", "rate"),
        "tỷ lệ đầu năm − tỷ lệ hiện nay",
    ),
}


def progress_figures(sources: YearSources) -> Figures:
    found = sources.progress
    for row in (*found.rows, found.total):
        hamlets = None if row.hamlet_id is None else frozenset({row.hamlet_id})
        for of in FLOWS:
            yield from _line(sources, row.line(of), row.slug, row.name, hamlets)


def _line(
    sources: YearSources, line: ProgressLine, place: str, name: str, hamlets: frozenset[int | None] | None
) -> Figures:
    found = sources.progress
    selections = LINE_SELECTIONS[line.of]
    say = partial(_said, line.of, place, name)
    known: dict[str, Any] = {"basis": BASIS_LABELS[found.basis]}

    def counted(key: str, label: str, *names: str, value: int | None, ahead: bool = False) -> KeyedFigure:
        listing = Listing(
            kind=ListKind.YEAR,
            hamlets=hamlets,
            selections=tuple(selections[each] for each in names),
            ahead=ahead,
        )
        if value is None:
            return say(key, label, value, origin=Origin.COUNTED, **known)
        return say(key, label, value, origin=Origin.COUNTED, listing=listing, **known)

    stock, target = ("poor", "poor_reduction") if line.of is POOR else ("near_poor", "near_poor_reduction")
    for each, label in _LINE_LABELS.items():
        if each == "opening" and found.standing.base is None:
            yield say(each, label, line.opening, origin=Origin.COMPUTED, parts=(f"{stock}@{place}",), **known)
        else:
            yield counted(each, label, each, value=getattr(line, each))
    ways = ("above", "to_other_class") if line.of is POOR else ("above",)
    yield counted("escaped", f"thoát khỏi diện {WORDS[line.of]} (số gộp)", *ways, value=line.escaped)
    yield counted("preliminary", "kết quả sơ bộ cuối năm", "now", value=line.preliminary, ahead=True)
    yield counted("official", "kết quả chính thức cuối năm", "now", value=line.official, ahead=True)
    yield say("target", "chỉ tiêu giảm", line.target, origin=Origin.COMPUTED, parts=(f"{target}@{place}",))
    for each, number, path in (
        ("open", line.open, None),
        ("joining", line.joining, EscapePath.TO_NEAR_POOR),
    ):
        is_poor = line.of is POOR
        listed = is_poor if each == "open" else not is_poor
        yield say(
            each,
            "dự kiến còn ra khỏi diện" if each == "open" else "dự kiến còn vào diện",
            number,
            origin=Origin.COUNTED,
            listing=Listing(kind=ListKind.OPEN, hamlets=hamlets if listed else frozenset(), path=path),
            **known,
        )
    yield say(
        "households", "tổng số hộ", line.households, origin=Origin.ENTERED, basis="số liệu của thôn, tổ"
    )
    for each, (label, unit, decimals, parts, rule) in _COMPUTED.items():
        if each == "other" and line.of is NEAR_POOR:
            parts, rule = (*parts, "to_other_class"), f"{rule} − thành hộ nghèo"
        keys = tuple(progress_key(line.of, part, place) for part in parts)
        yield say(
            each,
            label,
            getattr(line, each),
            origin=Origin.COMPUTED,
            unit=unit,
            decimals=decimals,
            parts=keys,
            rule=rule,
            **known,
        )


def _said(
    of: Classification,
    place: str,
    name: str,
    key: str,
    label: str,
    value: Decimal | int | None,
    **given: Any,
) -> KeyedFigure:
    return KeyedFigure(
        key=progress_key(of, key, place),
        label=f"{WORDS[of].capitalize()}, {label}: {lower_first(name) if place == TOTAL else name}",
        value=value,
        **given,
    )

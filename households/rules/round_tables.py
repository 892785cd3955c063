"""The shapes of tables 1 to 13 over a round: their titles, their columns and what each cell counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from households.rules.household import KINH
from households.rules.movement import FLOWS, OTHER_CLASS, Side
from households.rules.poverty import Classification
from households.rules.review import CAUSE_LABELS
from households.rules.selection import PEOPLE_FLOWS, Selection, Trait, all_but
from povertyplan.common.text import upper_first

RATE_DECIMALS = 2
DETAIL_TABLES = {14: Classification.NEAR_POOR, 15: Classification.POOR}
FLOW_TABLES = {2: Classification.POOR, 3: Classification.NEAR_POOR}
TABLE_NUMBERS = range(1, 16)
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


class Measure(StrEnum):
    """What is counted of the households that a selection means."""

    HOUSEHOLDS = "households"
    PEOPLE = "people"
    CHILDREN = "children"
    CHILDREN_HEALTH = "children_health"
    CHILDREN_EDUCATION = "children_education"
    DEPRIVATIONS = "deprivations"


LINE_LABELS = {Measure.HOUSEHOLDS: "Hộ", Measure.PEOPLE: "Nhân khẩu"}


class Given(StrEnum):
    """What no review counts: everybody in a hamlet, by its figures; `UNKNOWN` is given nowhere."""

    HOUSEHOLDS = "households"
    PEOPLE = "people"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Count:
    """What one cell counts."""

    selection: Selection
    measure: Measure = Measure.HOUSEHOLDS

    @cached_property
    def _hash(self) -> int:
        return hash((self.selection, self.measure))

    def __hash__(self) -> int:
        """Told once: every cell of every hamlet is looked up by it."""
        return self._hash


@dataclass(frozen=True, kw_only=True)
class CountColumn:
    """A column of counts; of people, on the second line of a hamlet, by `people` where that differs."""

    key: str
    label: str
    group: str = ""
    count: Count
    people: Selection | None = None

    def on_line(self, line: Measure) -> Count:
        """What the cell of a hamlet's line counts."""
        if line is Measure.PEOPLE:
            return Count(selection=self.people or self.count.selection, measure=line)
        return self.count


@dataclass(frozen=True, kw_only=True)
class GivenColumn:
    """A column of what is known of the whole hamlet."""

    key: str
    label: str
    group: str = ""
    given: Given


@dataclass(frozen=True, kw_only=True)
class RateColumn:
    """A column of 100 × numerator / denominator, in percent."""

    key: str
    label: str
    group: str = ""
    numerator: Count
    denominator: Count | Given


TableColumn = CountColumn | GivenColumn | RateColumn


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """A table by hamlet: one line each, or one of households and one of people."""

    number: int
    title: str
    columns: tuple[TableColumn, ...]
    lines: tuple[Measure, ...] = (Measure.HOUSEHOLDS,)

    @property
    def has_lines(self) -> bool:
        return len(self.lines) > 1

    def counts(self) -> Iterator[Count]:
        """What its cells count, and what their rates are of."""
        for column in self.columns:
            if isinstance(column, CountColumn):
                yield from (column.on_line(line) for line in self.lines)
            elif isinstance(column, RateColumn):
                yield from (
                    part for part in (column.numerator, column.denominator) if isinstance(part, Count)
                )


HEADS = {POOR: "Hộ nghèo", NEAR_POOR: "Hộ cận nghèo"}


def table_title(number: int, *, result: str = "") -> str:
    """The table's title; `result` says whether its numbers are official yet."""
    return TITLES[number].format(result=result)


TITLES: Mapping[int, str] = {
    1: "Tổng hợp kết quả {result} rà soát hộ nghèo; hộ cận nghèo; hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp"
    " có mức sống trung bình",
    2: "Tổng hợp diễn biến hộ nghèo",
    3: "Tổng hợp diễn biến hộ cận nghèo",
    4: "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo: số hộ",
    5: "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo: tỷ lệ",
    6: "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo: số hộ",
    7: "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo: tỷ lệ",
    8: "Hộ nghèo, hộ cận nghèo theo nhóm đối tượng",
    9: "Hộ nghèo, hộ cận nghèo theo dân tộc",
    10: "Hộ nghèo, hộ cận nghèo theo nguyên nhân",
    11: "Chỉ tiêu thiếu hụt của trẻ em trong hộ nghèo, hộ cận nghèo",
    12: "Kết quả rà soát hộ nghèo theo chuẩn đa chiều",
    13: "Kết quả rà soát hộ cận nghèo theo chuẩn đa chiều",
    14: "Danh sách chi tiết hộ cận nghèo",
    15: "Danh sách chi tiết hộ nghèo",
}


def table_shapes(
    *, indicators: Mapping[int, str], ethnicities: Mapping[str, str], result: str
) -> tuple[TableShape, ...]:
    """Tables 1 to 13. `indicators` are the standard's by position, `ethnicities` those with a column of their
    own by code; `result` says whether numbers are official yet.
    """
    two_lines = (Measure.HOUSEHOLDS, Measure.PEOPLE)
    columns: dict[int, Iterable[TableColumn]] = {
        1: _results(),
        **{number: _flow(of) for number, of in FLOW_TABLES.items()},
        4: _deprivations(POOR, indicators),
        5: _deprivation_rates(POOR, indicators),
        6: _deprivations(NEAR_POOR, indicators),
        7: _deprivation_rates(NEAR_POOR, indicators),
        8: _of_both(_groups),
        9: _of_both(partial(_ethnicities, names=ethnicities)),
        10: _of_both(_causes),
        11: _of_both(_children),
        12: _multidimensional(POOR),
        13: _multidimensional(NEAR_POOR),
    }
    return tuple(
        TableShape(
            number=number,
            title=table_title(number, result=result),
            columns=tuple(columns),
            lines=two_lines if number in TWO_LINED else (Measure.HOUSEHOLDS,),
        )
        for number, columns in columns.items()
    )


def _of_both(columns: Callable[[Classification], Iterable[CountColumn]]) -> Iterator[TableColumn]:
    """The columns of poor households under their head, then those of near-poor ones."""
    for of, head in HEADS.items():
        yield from (replace(column, key=f"{of}_{column.key}", group=head) for column in columns(of))


def _counted(
    key: str, label: str, of: Classification, measure: Measure = Measure.HOUSEHOLDS, **also: Any
) -> CountColumn:
    count = Count(selection=Selection(classification=of, **also), measure=measure)
    return CountColumn(key=key, label=label, count=count)


def _results() -> Iterator[TableColumn]:
    yield GivenColumn(key="households", label="Số hộ", given=Given.HOUSEHOLDS)
    yield GivenColumn(key="people", label="Nhân khẩu", given=Given.PEOPLE)
    for measure, given, noun in (
        (Measure.HOUSEHOLDS, Given.HOUSEHOLDS, "Hộ"),
        (Measure.PEOPLE, Given.PEOPLE, "Nhân khẩu hộ"),
    ):
        for of, name in (
            (POOR, "nghèo"),
            (NEAR_POOR, "cận nghèo"),
            (Classification.AVERAGE, "nông, lâm, ngư nghiệp có mức sống trung bình"),
        ):
            number = replace(_counted(f"{of}_{measure}", "Số", of, measure), group=f"{noun} {name}")
            yield number
            yield RateColumn(
                key=f"{number.key}_rate",
                label="Tỷ lệ %",
                group=number.group,
                numerator=number.count,
                denominator=given,
            )


def flow_selections(of: Classification) -> dict[str, Selection]:
    """What each column of the flow of a class counts, from opening to closing."""
    flow = FLOWS[of]
    ways = {
        "opening": (Side.BEFORE, None),
        "out_to_other_class": (Side.BEFORE, flow.out_to_other_class),
        "out_above": (Side.BEFORE, flow.out_above),
        "other_out": (Side.BEFORE, flow.other_out),
        "in_from_other_class": (Side.NOW, flow.in_from_other_class),
        "fell_back": (Side.NOW, flow.fell_back),
        "new": (Side.NOW, flow.new),
        "other_in": (Side.NOW, flow.other_in),
        "closing": (Side.NOW, None),
    }
    return {
        key: Selection(side=side, classification=of, movement=movement)
        for key, (side, movement) in ways.items()
    }


def _flow(of: Classification) -> Iterator[TableColumn]:
    other = HEADS[OTHER_CLASS[of]].lower()
    word, poverty = HEADS[of].lower(), HEADS[of].lower().removeprefix("hộ ")
    labels = {
        "opening": "Đầu kỳ",
        "out_to_other_class": f"Trở thành {other}",
        "out_above": "Vượt chuẩn cận nghèo",
        "other_out": "Khác giảm",
        "in_from_other_class": f"{other.capitalize()} trở thành {word}",
        "fell_back": f"Tái {poverty}",
        "new": "Phát sinh mới",
        "other_in": "Khác tăng",
        "closing": "Cuối kỳ",
    }
    for key, selection in flow_selections(of).items():
        by_people = key in {"other_out", "other_in"}
        yield CountColumn(
            key=key,
            label=labels[key],
            group=FLOW_GROUPS.get(key, ""),
            count=Count(selection=selection),
            people=replace(selection, movement=PEOPLE_FLOWS[of, selection.side]) if by_people else None,
        )


FLOW_GROUPS = {
    **dict.fromkeys(("out_to_other_class", "out_above", "other_out"), "Giảm trong kỳ"),
    **dict.fromkeys(("in_from_other_class", "fell_back", "new", "other_in"), "Tăng trong kỳ"),
}
TWO_LINED = (*FLOW_TABLES, 8)


def _deprivations(of: Classification, indicators: Mapping[int, str]) -> Iterator[TableColumn]:
    yield _counted("total", f"Tổng số {HEADS[of].lower()}", of)
    yield _counted("deprivations", "Tổng số thiếu hụt", of, Measure.DEPRIVATIONS)
    for position, name in indicators.items():
        yield replace(_counted(f"deprived_{position}", name, of, deprivation=position), group=LACKING)


def _deprivation_rates(of: Classification, indicators: Mapping[int, str]) -> Iterator[TableColumn]:
    total = _counted("total", f"Tổng số {HEADS[of].lower()}", of)
    yield total
    for position, name in indicators.items():
        yield RateColumn(
            key=f"deprived_{position}_rate",
            label=name,
            group=f"{LACKING} (%)",
            numerator=_counted("", "", of, deprivation=position).count,
            denominator=total.count,
        )


LACKING = "Thiếu hụt"


def _groups(of: Classification) -> Iterator[CountColumn]:
    yield _counted("total", "Tổng số", of)
    yield _counted("minority", "Dân tộc thiểu số", of, trait=Trait.MINORITY)
    yield _counted("no_labour", "Không có khả năng lao động", of, trait=Trait.NO_LABOUR)
    yield _counted("merit", "Có người có công", of, trait=Trait.MERIT)
    yield _counted("no_group", "Khác", of, trait=Trait.NO_GROUP)


def _ethnicities(of: Classification, *, names: Mapping[str, str]) -> Iterator[CountColumn]:
    yield _counted("total", "Tổng số", of)
    yield _counted("kinh", "Kinh", of, ethnicity=KINH)
    yield _counted("minority", "Tổng dân tộc thiểu số", of, trait=Trait.MINORITY)
    for code, name in names.items():
        yield _counted(f"ethnicity_{code}", name, of, ethnicity=code)
    yield _counted("others", "Khác, chưa ghi", of, ethnicity=all_but((KINH, *names)))


def _causes(of: Classification) -> Iterator[CountColumn]:
    yield _counted("total", "Tổng số", of)
    for cause, label in CAUSE_LABELS.items():
        yield _counted(cause, upper_first(label), of, cause=cause)


def _children(of: Classification) -> Iterator[CountColumn]:
    yield _counted("children", "Tổng số trẻ em", of, Measure.CHILDREN)
    yield _counted("health", "Thiếu hụt y tế", of, Measure.CHILDREN_HEALTH)
    yield _counted("education", "Thiếu hụt giáo dục", of, Measure.CHILDREN_EDUCATION)


def _multidimensional(of: Classification) -> Iterator[TableColumn]:
    origins: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("total", "Tổng số", {}),
        ("kinh", "Kinh", {"ethnicity": KINH}),
        ("minority", "DTTS", {"trait": Trait.MINORITY}),
        ("local", "DTTC", {"trait": Trait.LOCAL_MINORITY}),
    )
    traits: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("merit", "CSCC", {"trait": Trait.MERIT}),
        ("no_labour", "KCKNLĐ", {"trait": Trait.NO_LABOUR}),
        ("female_head", "Chủ hộ nữ", {"trait": Trait.FEMALE_HEAD}),
    )
    for given, group in ((Given.HOUSEHOLDS, "Tổng số hộ"), (Given.PEOPLE, "Tổng số nhân khẩu")):
        for key, label, narrower in origins:
            known = Given.UNKNOWN if narrower else given
            yield GivenColumn(key=f"all_{given}_{key}", label=label, group=group, given=known)
    word = HEADS[of].lower()
    for measure, group in ((Measure.HOUSEHOLDS, HEADS[of]), (Measure.PEOPLE, f"Nhân khẩu {word}")):
        for key, label, narrower in (*origins, *traits):
            yield replace(_counted(f"{measure}_{key}", label, of, measure, **narrower), group=group)
    for (key, _, narrower), label in zip(origins, ("Chung", "", "DTTS", "DTTC"), strict=True):
        if label:
            yield RateColumn(
                key=f"{key}_rate",
                label=label,
                group=f"Tỷ lệ {word} %",
                numerator=_counted("", "", of, **narrower).count,
                denominator=Given.UNKNOWN if narrower else Given.HOUSEHOLDS,
            )

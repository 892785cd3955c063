"""The checks are honest: in a plan where all agrees, one thing broken at random is named at its place, and
nothing else is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from django.core.management import call_command
from django.db.models import Model

from plans.actions import commune_targets_save, declared_save
from plans.compose import PlanSource, compose_plan, plan_source, plan_view, unknown_tokens
from plans.models import CommuneTarget, Duty, FundingSource, Plan, PlanSection
from plans.rules import RATES, TABLE_COLUMNS, TOKEN, Comparator, PlanKind, Token, prose_parts
from povertyplan.common.numbers import format_plain
from povertyplan.documents.blocks import Figure, Paragraph, walk
from povertyplan.documents.checks import Finding
from povertyplan.documents.figures import exact_rate, rounded

BREAKS = 100  # for each of the two plans
WAYS = (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING)


def plan_of(slug: str) -> Plan:
    return Plan.objects.select_related("unit", "approved_document").get(slug=slug)


def findings(slug: str) -> list[Finding]:
    return list(plan_view(plan_of(slug)).findings)


def corrected(slug: str) -> Plan:
    """The demo's plan with its published numbers withdrawn and its targets as the hamlets reach them."""
    plan = plan_of(slug)
    declared_save(
        plan=plan, figures=dict.fromkeys(plan.declared_figures.values_list("hamlet", "column")), by=None
    )
    fields = ("indicator", "aim", "comparator", "value", "measure", "policy_group", "wording")
    targets = [{field: getattr(target, field) for field in fields} for target in plan_source(plan).targets]
    for target in targets:
        if target["comparator"] == Comparator.EXACTLY and not target["policy_group"]:
            target["comparator"] = Comparator.AT_LEAST
    commune_targets_save(unit=plan.unit, year=plan.year, rows=targets, by=None)
    return plan_of(slug)


# --- where prose stands ---


@dataclass(frozen=True)
class Line:
    """One paragraph as it is stored, with the place where it is printed."""

    model: type[Model]
    pk: int
    field: str
    number: int
    place: str
    text: str

    @contextmanager
    def written(self, text: str) -> Iterator[None]:
        """The paragraph as `text`, and as before when done."""
        rows = self.model._default_manager.filter(pk=self.pk)
        before = rows.values_list(self.field, flat=True).get()
        lines = before.splitlines()
        lines[self.number] = text
        rows.update(**{self.field: "\n".join(lines)})
        yield
        rows.update(**{self.field: before})


def lines_of(source: PlanSource) -> list[Line]:
    """Every paragraph of the plan's prose."""
    plan = source.plan
    texts: list[tuple[type[Model], int, str, str, str]] = [
        (Plan, plan.pk, "opening", "opening", plan.opening),
        (Plan, plan.pk, "closing", "closing", plan.closing),
    ]
    texts += [(PlanSection, each.pk, "body", source.places[each.pk], each.body) for each in source.sections]
    texts += [(Duty, each.pk, "text", f"duty:{n}", each.text) for n, each in enumerate(source.duties, 1)]
    lines = [
        Line(model, pk, field, number, f"{place}/paragraph:{number + 1}", line)
        for model, pk, field, place, text in texts
        for number, line in enumerate(text.splitlines())
    ]
    lines += [
        Line(FundingSource, each.pk, "text", 0, f"funding:{number}", each.text)
        for number, each in enumerate(source.funding, start=1)
    ]
    lines += [
        Line(CommuneTarget, each.pk, "wording", 0, f"target:{number}", each.wording)
        for number, each in enumerate(source.targets, start=1)
        if each.wording
    ]
    return [*lines, Line(Plan, plan.pk, "subject", 0, "title", plan.subject)]


# --- breaks ---

Broken = tuple[str, str]  # the place, and what was done there


@contextmanager
def cell_broken(source: PlanSource, chance: random.Random) -> Iterator[Broken]:
    """A count that is off, or a rate that no rounding of its counts gives, in any cell of the table.

    Only 0 in the place of a blank is no break: the table still adds up.
    """
    plan, figures = source.plan, source.figures
    column = chance.choice(TABLE_COLUMNS[PlanKind(plan.kind)])
    row = chance.choice([*figures.rows, None])
    line, key, hamlet = (row.line, row.slug, row.hamlet_id) if row else (figures.total, "total", None)
    step, right = Decimal(1), [Decimal(line.count(RATES.get(column, column)) or 0)]
    if column in RATES:
        decimals = plan.row_decimals if row else plan.total_decimals
        exact = exact_rate(right[0], line.households) or Decimal(0)
        step, right = Decimal(1).scaleb(-decimals), [rounded(exact, decimals, way) for way in WAYS]
    wrong = [right[0] + step * off for off in (-100, -10, -3, -2, -1, 1, 2, 3, 10, 100)]
    value = chance.choice([each for each in [*wrong, 10 * right[0]] if each >= 0 and each not in right])
    declared_save(plan=plan, figures={(hamlet, column): value}, by=None)
    yield f"table:hamlets/row:{key}/column:{column}", f"{right} → {value}"
    declared_save(plan=plan, figures={(hamlet, column): None}, by=None)


def tokens_of(source: PlanSource) -> list[tuple[Line, re.Match[str]]]:
    return [(line, match) for line in lines_of(source) for match in TOKEN.finditer(line.text)]


def put(line: Line, match: re.Match[str], text: str) -> str:
    return line.text[: match.start()] + text + line.text[match.end() :]


@contextmanager
def token_misspelt(source: PlanSource, chance: random.Random) -> Iterator[Broken]:
    """A letter lost, doubled or two of them changed about, so that the token names nothing."""
    line, match = chance.choice(tokens_of(source))
    name, wrong = match[1], match[1]
    while not unknown_tokens(f"{{{{{wrong}}}}}", source):
        at = chance.randrange(len(name) - 1)
        wrong = chance.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + 2 * name[at] + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
    with line.written(put(line, match, f"{{{{{wrong}}}}}")):
        yield line.place, f"{name} → {wrong}"


@contextmanager
def token_declared_wrong(source: PlanSource, chance: random.Random) -> Iterator[Broken]:
    """A token that prints another number than the sources give, by more than a rounding."""
    line, match = chance.choice(tokens_of(source))
    (token,) = prose_parts(match[0])
    assert isinstance(token, Token)
    figure = next(figure for figure in figures_of(source) if figure.key == token.key)
    right, step = Decimal(figure.value or 0), Decimal(1).scaleb(-figure.decimals)
    wrong = [right + step * off for off in (-10, -3, -2, 2, 3, 10, 100)]
    value = chance.choice([each for each in wrong if each >= 0])
    written = Token(name=token.name, place=token.place, declared=format_plain(value))
    with line.written(put(line, match, str(written))):
        yield line.place, str(written)


def figures_of(source: PlanSource) -> list[Figure]:
    """The figures of the plan's prose."""
    blocks = walk(compose_plan(source, draft=True).blocks)
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    return [part for block in paragraphs for part in block.inline if isinstance(part, Figure)]


PERIODS = re.compile(r"\d{4}\s*-\s*\d{4}|[Tt]ừ năm \d{4} đến năm \d{4}")


@contextmanager
def year_changed(source: PlanSource, chance: random.Random) -> Iterator[Broken]:
    """The plan's year written as another one; the years of a programme are left alone."""
    year = source.plan.year
    standing = []
    for line in lines_of(source):
        periods = [match.span() for match in PERIODS.finditer(line.text)]
        for match in re.finditer(rf"\b{year}\b", line.text):
            if not any(start <= match.start() < end for start, end in periods):
                standing.append((line, match))
    line, match = chance.choice(standing)
    other = chance.choice([year - 3, year - 2, year - 1, year + 1, year + 2])
    with line.written(put(line, match, str(other))):
        yield line.place, f"{match[0]} → {other}: {line.text}"


DATED = re.compile(r"trước ngày (?P<day>\d+) tháng (?P<month>\d+)")


@contextmanager
def deadline_broken(source: PlanSource, chance: random.Random) -> Iterator[Broken]:
    """A deadline of the plan, or a new one, that cannot be."""
    year = source.plan.year
    dated = [(line, match) for line in lines_of(source) for match in DATED.finditer(line.text)]
    line, match = chance.choice(dated)
    altered = chance.choice(
        [
            put(line, match, f"trước ngày 31 tháng {chance.choice([2, 4, 6, 9, 11])}"),
            put(line, match, f"hằng tháng, trước ngày {match['day']} tháng {match['month']}"),
            put(line, match, f"trước ngày {match['day']}/{match['month']}/{year - chance.choice([1, 2, 3])}"),
            put(line, match, f"trước ngày {match['day']}/{match['month']}/{year + chance.choice([1, 2])}"),
        ]
    )
    month, day = chance.randint(7, 12), chance.randint(1, 28)
    added = chance.choice(
        [
            f"Gửi danh sách trước ngày {chance.choice(['30/02', '31/4', '31/6', '31/9', '31/11', '15/13'])}.",
            f"Thực hiện từ tháng {month} đến hết tháng {chance.randint(1, 6)} năm {year}.",
            f"Thực hiện từ ngày {day}/{month}/{year} đến ngày {day}/{month - 1}/{year}.",
            f"Trong quý {'II' if month > 6 else 'III'}, trước ngày {day}/{month}, hoàn thành khảo sát.",
            f"Hằng quý, trước ngày {day} tháng {month}, tổng hợp gửi Ủy ban nhân dân.",
            f"Hoàn thành giải ngân trước ngày {day}/{month}/{year + 2}.",
            f"Gửi báo cáo sáu tháng trước ngày {day}/01/{year + 1}.",
        ]
    )
    task = chance.choice([each for each in lines_of(source) if each.model is Duty])
    where, text = chance.choice([(line, altered), (task, f"{task.text} {added}")])
    with where.written(text):
        yield where.place, text


KINDS: list[Callable[[PlanSource, random.Random], AbstractContextManager[Broken]]] = [
    cell_broken,
    cell_broken,
    token_misspelt,
    token_declared_wrong,
    year_changed,
    deadline_broken,
]


@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
def test_one_broken_thing_is_named_at_its_place_and_nothing_else_is(demo, slug):
    plan = corrected(slug)
    call_command("plan_check", slug, verbosity=0)  # would exit with 1
    assert findings(slug) == []
    source, chance = plan_source(plan), random.Random(slug)
    unnamed = []
    for number in range(BREAKS):
        with KINDS[number % len(KINDS)](source, chance) as (place, done):
            found = findings(slug)
        if {finding.place for finding in found} != {place}:
            unnamed.append((place, done, found))

    assert unnamed == []
    assert findings(slug) == []

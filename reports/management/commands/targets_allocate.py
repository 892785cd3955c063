"""Spread a commune's target over its hamlets and print the shares; nothing is written. Exit status 0: it
sums; 1: it cannot, with the reasons; 2: wrong use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.management.arguments import commune
from plans.management.arguments import plan_year
from plans.rules import SpreadRefused, TargetIndicator
from povertyplan.common.numbers import format_plain, parse_count, parse_decimal
from reports.queries import SpreadBasis, TargetChoice, spread_basis
from reports.rules import Burden, HamletStock, Limits, SpreadRule, Terms, fairness, spread


class Command(BaseCommand):
    help = "Spread the commune's target of a year, or --total, over its hamlets; hamlets are named by slug."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the commune")
        parser.add_argument("year", type=int)
        parser.add_argument("--rule", choices=[*SpreadRule], required=True)
        parser.add_argument("--indicator", choices=[*TargetIndicator], default=TargetIndicator.POOR)
        parser.add_argument("--total", help="households; else the greatest of the commune's own targets")
        parser.add_argument("--floor", default="0", help="households of every hamlet at least")
        parser.add_argument("--ceiling-rate", help="percent of a hamlet's stock at most")
        parser.add_argument("--able-only", action="store_true", help="leave out who has no labour capacity")
        parser.add_argument("--leave-blank", action="store_true", help="give nothing where figures are blank")
        for name in ("floor", "ceiling", "pin"):
            option = "--pin" if name == "pin" else f"--{name}-of"
            parser.add_argument(option, action="append", default=[], dest=f"{name}s", metavar="HAMLET=NUMBER")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        unit, year = commune(options["unit"]), plan_year(options["year"])
        indicator = TargetIndicator(options["indicator"])
        basis = spread_basis(unit=unit, year=year)
        source = None if options["total"] else _greatest(basis, indicator)
        terms = Terms(
            indicator=indicator,
            rule=SpreadRule(options["rule"]),
            total=source.total if source else _count("--total", options["total"]),
            floor=_count("--floor", options["floor"]),
            ceiling_rate=_rate(options["ceiling_rate"]),
            able_only=options["able_only"],
            blank_left_out=options["leave_blank"],
            limits=_limits(basis, {name: options[f"{name}s"] for name in ("floor", "ceiling", "pin")}),
        )
        hamlets = basis.hamlets(indicator)
        try:
            shares = spread(hamlets, terms)
        except SpreadRefused as error:
            raise CommandError("\n".join(error.sentences)) from error
        if options["format"] == "text":
            for hamlet in hamlets:
                self.stdout.write(f"{hamlet.name}: {format_plain(shares[hamlet.hamlet_id])}")
            return
        slugs = {row.hamlet_id: row.slug for row in basis.figures.rows}
        self.stdout.write(
            json.dumps(
                {
                    "unit": unit.code,
                    "year": year,
                    "indicator": indicator,
                    "rule": terms.rule,
                    "total": terms.total,
                    "target": source.sentence if source else None,
                    "hamlets": [
                        {"hamlet": slugs[each.hamlet_id], "name": each.name, "stock": each.stock}
                        | {"share": shares[each.hamlet_id]}
                        for each in hamlets
                    ],
                    "fairness": _fairness(hamlets, shares),
                },
                ensure_ascii=False,
                indent=1,
            )
        )


def _greatest(basis: SpreadBasis, indicator: TargetIndicator) -> TargetChoice:
    for choice in basis.choices(indicator):
        return choice
    raise CommandError("Năm này chưa có chỉ tiêu của xã quy ra số hộ; thêm --total.", returncode=2)


def _count(option: str, text: str) -> int:
    try:
        count = parse_count(text)
    except ValueError as error:
        raise CommandError(f"{option}: {error}", returncode=2) from error
    if count is None:
        raise CommandError(f"{option}: nhập số hộ.", returncode=2)
    return count


def _rate(text: str | None) -> Decimal | None:
    try:
        rate = parse_decimal(text or "", places=2)
    except ValueError as error:
        raise CommandError(f"--ceiling-rate: {error}", returncode=2) from error
    if rate is not None and rate > 100:
        raise CommandError("--ceiling-rate: tỷ lệ không thể quá 100.", returncode=2)
    return rate


def _limits(basis: SpreadBasis, given: dict[str, list[str]]) -> dict[int, Limits]:
    ids = {row.slug: row.hamlet_id for row in basis.figures.rows}
    limits: dict[int, dict[str, int]] = {}
    for name, pairs in given.items():
        for pair in pairs:
            slug, _, number = pair.partition("=")
            if slug not in ids:
                raise CommandError(f"Không có thôn, tổ {slug} trong năm đó.", returncode=2)
            limits.setdefault(ids[slug], {})[name] = _count(pair, number)
    return {hamlet: Limits(**own) for hamlet, own in limits.items()}


def _fairness(hamlets: Iterable[HamletStock], shares: Mapping[int, int | None]) -> dict[str, Any] | None:
    found = fairness(
        Burden(name=each.name, share=share, stock=each.stock)
        for each in hamlets
        if each.stock and (share := shares[each.hamlet_id]) is not None
    )
    if found is None:
        return None
    numbers = {
        "lowest": found.lowest.percent,
        "highest": found.highest.percent,
        "commune": found.percent,
        "deviation": found.deviation,
        "gini": found.gini,
    }
    return {name: str(round(number, 4)) for name, number in numbers.items()}

"""Figures of prospects and of help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assignments.models import Agency
from assignments.rules import PATH_LABELS, EscapePath, Result
from povertyplan.common.dates import short_date
from reports.queries.sources import YearSources
from reports.rules import (
    TOTAL,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
)

Figures = Iterator[KeyedFigure]


def prospect_figures(sources: YearSources) -> Figures:
    rows = [(row.hamlet_id, row.name, row.counts) for row in sources.prospects.rows]
    places = [
        (sources.slug(pk) if pk else "none", name, counts, frozenset({pk})) for pk, name, counts in rows
    ]
    for place, name, counts, hamlets in (
        *places,
        (TOTAL, "toàn xã, phường", sources.prospects.total, None),
    ):
        for path in (*EscapePath, None):
            yield KeyedFigure(
                key=f"prospects.{path.value if path else 'all'}@{place}",
                label=f"Hộ {PATH_LABELS[path] if path else 'dự kiến thoát nghèo'}, {name}",
                value=getattr(counts, path.value) if path else counts.total,
                origin=Origin.COUNTED,
                basis=f"danh sách hộ đã chọn năm {sources.year}",
                listing=Listing(kind=ListKind.PROSPECTS, hamlets=hamlets, path=path),
            )


def help_figures(sources: YearSources) -> Figures:
    helped = sources.helped
    basis = f"phân công giúp đỡ năm {sources.year}, không kể đã rút"
    yield KeyedFigure(
        key="help.households",
        label="Hộ có cơ quan, đơn vị giúp đỡ",
        value=len(set[int]().union(*helped.values())),
        origin=Origin.COUNTED,
        basis=basis,
        listing=Listing(kind=ListKind.HELPED),
    )
    yield KeyedFigure(
        key="help.agencies",
        label="Cơ quan, đơn vị giúp đỡ hộ",
        value=len(helped),
        origin=Origin.COUNTED,
        unit="cơ quan, đơn vị",
        basis=basis,
        listing=Listing(kind=ListKind.AGENCIES),
    )
    for pk, name in Agency.objects.filter(pk__in=helped).in_order().values_list("pk", "name"):
        yield KeyedFigure(
            key=f"help.agency-{pk}",
            label=f"Hộ do {name} giúp đỡ",
            value=len(helped[pk]),
            origin=Origin.COUNTED,
            basis=basis,
            listing=Listing(kind=ListKind.HELPED, agencies=frozenset({pk})),
        )
    yield from _told(sources)


def _told(sources: YearSources) -> Figures:
    """What a report tells of help: by leading agency, by household, of all."""
    found = sources.help
    leads = {each.lead_agency_id: each.lead_agency.name for each in found.assignments}
    places: list[tuple[str, str, Listing]] = [
        (f"agency-{pk}", name, Listing(kind=ListKind.ITEMS, agencies=frozenset({pk})))
        for pk, name in leads.items()
    ]
    places += [
        ("others", "nơi khác, không qua phân công", Listing(kind=ListKind.ITEMS, agencies=found.others)),
        (TOTAL, "toàn xã, phường", Listing(kind=ListKind.ITEMS)),
    ]
    for place, name, listing in places:
        assigned = found.assigned_to(listing.agencies)
        escaped = [found.told(each) for each in assigned].count(Result.ESCAPED)
        for key, label, value, fields in (
            ("assigned", "Lượt hộ được phân công giúp đỡ", len(assigned), {}),
            ("escaped", "Hộ báo đã thoát nghèo", escaped, {"result": Result.ESCAPED.value}),
        ):
            yield KeyedFigure(
                key=f"help.{place}.{key}",
                label=f"{label}, {name}",
                value=value,
                origin=Origin.COUNTED,
                unit="lượt hộ",
                basis=f"phân công giúp đỡ năm {sources.year}, không kể đã rút",
                listing=replace(listing, kind=ListKind.ASSIGNED, fields=fields),
            )
    held = found.assigned_households
    places += [
        (f"household-{pk}", "một hộ của phụ lục", Listing(kind=ListKind.ITEMS, households=frozenset({pk})))
        for pk in held
    ]
    places.append(("households", "các hộ của phụ lục", Listing(kind=ListKind.ITEMS, households=held)))
    for place, name, listing in places:
        yield from _items(sources, place, name, listing)


def _items(sources: YearSources, place: str, name: str, listing: Listing) -> Figures:
    found = sources.help
    sums = found.summed(found.items_of(agencies=listing.agencies, households=listing.households))
    for key, label, unit in (
        ("owed", "Khoản đã hẹn, chưa trao", "khoản"),
        ("given", "Khoản đã trao", "khoản"),
        ("value", "Giá trị đã trao", "đồng"),
    ):
        yield KeyedFigure(
            key=f"help.{place}.{key}",
            label=f"{label}, {name}",
            value=getattr(sums, key),
            origin=Origin.COUNTED,
            unit=unit,
            basis=f"từ đầu năm đến {short_date(sources.as_of)}",
            listing=replace(listing, fields={"of": key}),
        )

"""What a counted figure counts, one by one. How many there are, or what they come to, is the figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assignments.models import Agency, SupportItem
from assignments.queries import prospects_counted
from households.models import Hamlet, ReviewRound
from households.models.households import HouseholdQuerySet
from households.queries import YearStand, households_marked, reviewed
from households.rules import (
    CLASSIFICATION_LABELS,
    MOVEMENT_LABELS,
    Cause,
    Classification,
    Movement,
    Side,
)
from plans.compose.source import group_marks
from plans.models import HouseholdGroup
from povertyplan.common.dates import short_date
from povertyplan.common.numbers import format_number
from reports.models import CapitalEntry, Fact, FundEntry
from reports.queries.facts import Window, capital_entries, fund_entries, guidance_of, inspections_of
from reports.queries.sources import YearSources
from reports.rules import Listing, ListKind


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a figure counts: households by their ids, or lines of something else, and what they come to.

    `ways` says of a household (id) what became of it in the year, where that is what was counted.
    """

    amount: Decimal | int
    households: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()
    ways: Mapping[int, str] = field(default_factory=dict)


def listed(sources: YearSources, listing: Listing) -> Listed:
    """All that a listing means, for whoever may see everything."""
    return _LISTS[listing.kind](sources, listing)


def tells_health(listing: Listing) -> bool:
    """Whether being listed tells that somebody is ill."""
    if listing.kind is ListKind.MARKED:
        group = HouseholdGroup.objects.get(pk=listing.group or 0)
        return Cause.ILLNESS in group_marks(group).causes
    return any(selection.tells_health for selection in listing.selections)


def households_shown(*, found: Listed, visible: HouseholdQuerySet) -> HouseholdQuerySet:
    """Those of the listed households that the reader sees, by the heads' given names."""
    shown = visible.filter(pk__in=found.households).select_related("head", "hamlet")
    return shown.distinct().in_name_order()


def _households(found: Iterable[int]) -> Listed:
    households = tuple(found)
    return Listed(amount=len(households), households=households)


def _stands(sources: YearSources, listing: Listing) -> Iterator[tuple[YearStand, Side]]:
    standing = sources.ahead if listing.ahead else sources.progress.standing
    for selection in listing.selections:
        for stand in standing.selected(selection, listing.hamlets):
            yield stand, selection.seen_at


def _of_year(sources: YearSources, listing: Listing) -> Listed:
    found = list(_stands(sources, listing))
    return Listed(
        amount=len(found),
        households=tuple(stand.household_id for stand, _ in found),
        ways={stand.household_id: _way(stand, side) for stand, side in found},
    )


def _way(stand: YearStand, side: Side) -> str:
    """What became of a household, in words: "hộ nghèo → hộ cận nghèo: thoát nghèo, thành hộ cận nghèo"."""
    before = CLASSIFICATION_LABELS[stand.before] if stand.before else "không thuộc diện"
    after = CLASSIFICATION_LABELS[Classification(stand.after)] if stand.after else "không còn quản lý"
    way = stand.left if side is Side.BEFORE else stand.came
    return f"{before} → {after}" + (f": {MOVEMENT_LABELS[way]}" if way is not Movement.NEVER else "")


def _open(sources: YearSources, listing: Listing) -> Listed:
    paths = sources.progress.paths
    return _households(
        stand.household_id
        for stand in sources.progress.standing.stands
        if stand.household_id in paths
        and listing.path in (None, paths[stand.household_id])
        and (listing.hamlets is None or stand.place in listing.hamlets)
    )


def _of_round(sources: YearSources, listing: Listing) -> Listed:
    rounds = ReviewRound.objects.select_related("unit", "base", "standard")
    [selection] = listing.selections
    hamlets = None if listing.hamlets is None else [pk for pk in listing.hamlets if pk]
    found = reviewed(
        round=rounds.get(pk=listing.round_id or 0), selection=selection, hamlets=hamlets, page=None
    )
    return Listed(
        amount=found.sums[listing.measure], households=tuple(line.household_id for line in found.lines)
    )


def _marked(sources: YearSources, listing: Listing) -> Listed:
    group = HouseholdGroup.objects.get(pk=listing.group or 0)
    round = ReviewRound.objects.get(pk=listing.round_id or 0)
    return _households(households_marked(round=round, marks=group_marks(group)))


def _prospects(sources: YearSources, listing: Listing) -> Listed:
    found = prospects_counted(
        unit=sources.unit, year=sources.year, path=listing.path, hamlets=listing.hamlets
    )
    return _households(found)


def _helped(sources: YearSources, listing: Listing) -> Listed:
    helped = sources.helped
    agencies = helped if listing.agencies is None else {pk for pk in listing.agencies if pk}
    return _households(set[int]().union(*(helped.get(pk, ()) for pk in agencies)))


def _assigned(sources: YearSources, listing: Listing) -> Listed:
    """Assignments: a household that two agencies help counts twice."""
    help_ = sources.help
    found = [
        each
        for each in help_.assigned_to(listing.agencies)
        if listing.fields.get("result") in (None, help_.told(each))
    ]
    return Listed(amount=len(found), households=tuple(each.household_id for each in found))


def _items(sources: YearSources, listing: Listing) -> Listed:
    """What was promised or given, without the household nor what it was."""
    help_, of = sources.help, listing.fields["of"]
    items = [
        item
        for item in help_.items_of(agencies=listing.agencies, households=listing.households)
        if help_.is_given(item) is (of != "owed")
    ]
    amount = getattr(help_.summed(items), of)
    return Listed(amount=amount, lines=tuple(_item_words(item, of) for item in items))


def _item_words(item: SupportItem, of: str) -> str:
    who = item.agency.name if item.agency else item.get_source_display()
    day = item.due_date if of == "owed" else item.date
    worth = "" if item.value is None else f": {format_number(item.value)} đồng"
    return ", ".join(filter(None, (short_date(day) if day else "", f"{who}{worth}")))


def _agencies(sources: YearSources, listing: Listing) -> Listed:
    agencies = Agency.objects.filter(pk__in=sources.helped).in_order()
    lines = tuple(f"{agency.name}: {len(sources.helped[agency.pk])} hộ" for agency in agencies)
    return Listed(amount=len(lines), lines=lines)


def _hamlets(sources: YearSources, listing: Listing) -> Listed:
    hamlets = Hamlet.objects.filter(pk__in=[pk for pk in listing.hamlets or () if pk]).in_order()
    lines = tuple(hamlet.full_name for hamlet in hamlets)
    return Listed(amount=len(lines), lines=lines)


def _capital(sources: YearSources, listing: Listing) -> Listed:
    return _money(capital_entries(sources.window).filter(**listing.fields).order_by("date", "pk"))


def _fund(sources: YearSources, listing: Listing) -> Listed:
    return _money(fund_entries(sources.window).filter(**listing.fields).order_by("date", "pk"))


def _money(found: Iterable[CapitalEntry | FundEntry]) -> Listed:
    rows = list(found)
    return Listed(
        amount=sum(row.amount for row in rows),
        lines=tuple(f"{short_date(row.date)}, {row}: {format_number(row.amount)} đồng" for row in rows),
    )


def _facts(read: Callable[[Window], Sequence[Fact]]) -> Callable[[YearSources, Listing], Listed]:
    def found(sources: YearSources, listing: Listing) -> Listed:
        lines = tuple(f"{short_date(row.date)}, {row}" for row in read(sources.window))
        return Listed(amount=len(lines), lines=lines)

    return found


_LISTS: Mapping[ListKind, Callable[[YearSources, Listing], Listed]] = {
    ListKind.YEAR: _of_year,
    ListKind.OPEN: _open,
    ListKind.ROUND: _of_round,
    ListKind.MARKED: _marked,
    ListKind.PROSPECTS: _prospects,
    ListKind.HELPED: _helped,
    ListKind.AGENCIES: _agencies,
    ListKind.HAMLETS: _hamlets,
    ListKind.CAPITAL: _capital,
    ListKind.FUND: _fund,
    ListKind.GUIDANCE: _facts(guidance_of),
    ListKind.INSPECTIONS: _facts(inspections_of),
    ListKind.ASSIGNED: _assigned,
    ListKind.ITEMS: _items,
}

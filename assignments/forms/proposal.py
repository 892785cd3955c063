"""What an officer makes of a proposal: which households, which agencies, and each line as he wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from assignments.queries import Board, BoardAgency, BoardHousehold, ProposedHelp
from assignments.resources.names import AgencyName, AgencyNames

KEPT = "-"
UNKNOWN = "Không có cơ quan, đơn vị nào tên như vậy; chọn trong danh sách hoặc để trống."


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """A household with the agency typed or proposed.

    `origin` is the name that was proposed; what differs from it the officer wants so. It is KEPT where he has
    said so before.
    """

    household: BoardHousehold
    agency: BoardAgency | None
    written: str
    origin: str
    why: str
    is_ticked: bool
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What was sent with a proposal; ids that the commune does not have mean nothing."""

    expected_only: bool
    chosen: frozenset[int]
    hamlet_blocks: Mapping[int, int]
    written: Mapping[int, str]
    pins: Mapping[int, int]
    left: frozenset[int]
    ticked: frozenset[int] | None


def wishes(data: QueryDict | None, board: Board) -> Wishes:
    """What the officer wants, or what is usual before he has said anything: the expected households where
    there are any.
    """
    if data is None:
        return Wishes(
            expected_only=bool(board.expected.without),
            chosen=frozenset(),
            hamlet_blocks={},
            written={},
            pins={},
            left=frozenset(),
            ticked=None,
        )
    named = names(board)
    written, pins, left = {}, {}, set()
    for household in board.without:
        if (text := data.get(f"agency-{household.pk}")) is None:
            continue
        text = text.replace("\x00", "")[:200]
        written[household.pk] = text
        origin = data.get(f"origin-{household.pk}", "")
        if not text.strip() and origin:
            left.add(household.pk)
        elif (agency := named.find(text)) is not None and text != origin:
            pins[household.pk] = agency
    blocks = {each.block for each in board.agencies if each.block}
    wanted = {
        hamlet: _id(data.get(f"block-{hamlet}", ""))
        for hamlet in {household.hamlet.pk for household in board.without}
    }
    return Wishes(
        expected_only=data.get("scope") != "all",
        chosen=frozenset(map(_id, data.getlist("chosen"))),
        hamlet_blocks={hamlet: block for hamlet, block in wanted.items() if block in blocks},
        written=written,
        pins=pins,
        left=frozenset(left),
        ticked=frozenset(map(_id, data.getlist("take"))),
    )


def names(board: Board) -> AgencyNames:
    """The agencies that may be given a household, by how they may be written."""
    return AgencyNames(
        AgencyName(pk=each.pk, name=each.agency.name, short_name=each.agency.short_name)
        for each in board.standing_agencies
    )


def proposal_lines(proposed: list[ProposedHelp], given: Wishes, board: Board) -> list[ProposalLine]:
    """The proposal line by line; what was typed and names no agency stays as typed."""
    named = names(board)
    lines = []
    for each in proposed:
        pk = each.household.pk
        written = given.written.get(pk, "")
        is_unknown = bool(written.strip()) and named.find(written) is None
        name = written if is_unknown else each.agency.agency.name if each.agency else ""
        lines.append(
            ProposalLine(
                household=each.household,
                agency=None if is_unknown else each.agency,
                written=name,
                origin=KEPT if pk in given.pins or pk in given.left or is_unknown else name,
                why="" if is_unknown else each.why,
                is_ticked=given.ticked is None or pk in given.ticked or pk not in given.written,
                error=UNKNOWN if is_unknown else "",
            )
        )
    return lines


def taken(board: Board, given: Wishes, *, everything: bool) -> list[ProposalLine]:
    """The lines to be taken as they were sent: those ticked, or all that name an agency."""
    named = names(board)
    found = []
    for household in board.without:
        written = given.written.get(household.pk, "").strip()
        if written and (everything or household.pk in (given.ticked or ())):
            pk = named.find(written)
            found.append(
                ProposalLine(
                    household=household,
                    agency=None if pk is None else board.agency_by_id[pk],
                    written=written,
                    origin="",
                    why="",
                    is_ticked=True,
                    error=UNKNOWN if pk is None else "",
                )
            )
    return found


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

"""How a household moved between two rounds, and the flow from opening to closing stock (tables 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from households.rules.poverty import Classification


class Movement(StrEnum):
    """One household's way from the earlier round to this one, seen from poverty and near-poverty."""

    STAYED_POOR = "stayed_poor"
    STAYED_NEAR_POOR = "stayed_near_poor"
    ESCAPED_TO_NEAR_POOR = "escaped_to_near_poor"
    ESCAPED = "escaped"
    NEAR_POOR_ESCAPED = "near_poor_escaped"
    NEAR_POOR_TO_POOR = "near_poor_to_poor"
    FELL_BACK_POOR = "fell_back_poor"
    FELL_BACK_NEAR_POOR = "fell_back_near_poor"
    NEWLY_POOR = "newly_poor"
    NEWLY_NEAR_POOR = "newly_near_poor"
    ARRIVED_POOR = "arrived_poor"
    ARRIVED_NEAR_POOR = "arrived_near_poor"
    LEFT_POOR = "left_poor"
    LEFT_NEAR_POOR = "left_near_poor"
    NEVER = "never"


MOVEMENT_LABELS = {
    Movement.STAYED_POOR: "vẫn là hộ nghèo",
    Movement.STAYED_NEAR_POOR: "vẫn là hộ cận nghèo",
    Movement.ESCAPED_TO_NEAR_POOR: "thoát nghèo, thành hộ cận nghèo",
    Movement.ESCAPED: "thoát nghèo, vượt chuẩn cận nghèo",
    Movement.NEAR_POOR_ESCAPED: "thoát cận nghèo",
    Movement.NEAR_POOR_TO_POOR: "cận nghèo trở thành nghèo",
    Movement.FELL_BACK_POOR: "tái nghèo",
    Movement.FELL_BACK_NEAR_POOR: "tái cận nghèo",
    Movement.NEWLY_POOR: "phát sinh nghèo mới",
    Movement.NEWLY_NEAR_POOR: "phát sinh cận nghèo mới",
    Movement.ARRIVED_POOR: "hộ nghèo khác tăng (chuyển đến, tách hộ)",
    Movement.ARRIVED_NEAR_POOR: "hộ cận nghèo khác tăng (chuyển đến, tách hộ)",
    Movement.LEFT_POOR: "hộ nghèo khác giảm (chuyển đi, nhập hộ, xóa tên)",
    Movement.LEFT_NEAR_POOR: "hộ cận nghèo khác giảm (chuyển đi, nhập hộ, xóa tên)",
    Movement.NEVER: "không thuộc diện",
}


class Side(StrEnum):
    """At which end of the period a household is counted: with its place and people of then, or of now."""

    BEFORE = "before"
    NOW = "now"


@dataclass(frozen=True, kw_only=True)
class Way:
    """What is known of one household at both ends.

    `before` and `after` are the classes found by the two rounds, None where it was not kept then: it had not
    been on the list, or it is not any more. `poor_earlier` and `near_poor_earlier` say whether any round
    before the earlier one found it so. `came` says that it moved in or was split off since, `moved` that it
    lives in another hamlet of the commune now.
    """

    before: Classification | None
    after: Classification | None
    poor_earlier: bool = False
    near_poor_earlier: bool = False
    came: bool = False
    moved: bool = False


_FROM_POOR = {
    Classification.POOR: Movement.STAYED_POOR,
    Classification.NEAR_POOR: Movement.ESCAPED_TO_NEAR_POOR,
    None: Movement.LEFT_POOR,
}
_FROM_NEAR_POOR = {
    Classification.POOR: Movement.NEAR_POOR_TO_POOR,
    Classification.NEAR_POOR: Movement.STAYED_NEAR_POOR,
    None: Movement.LEFT_NEAR_POOR,
}


def movement(way: Way, *, side: Side = Side.NOW) -> Movement:
    """The one movement of a household, as the hamlet sees it that has it at that end of the period.

    Falling back (tái nghèo) wants an earlier poverty that had been left; what moved in or was split off is
    neither new nor fallen back but another gain; what is no longer kept is another loss. A household that
    keeps its class in another hamlet is a loss of the one and a gain of the other.
    """
    if way.moved and way.before is way.after:
        way = replace(way, after=None) if side is Side.BEFORE else replace(way, before=None, came=True)
    if way.before is Classification.POOR:
        return _FROM_POOR.get(way.after, Movement.ESCAPED)
    if way.before is Classification.NEAR_POOR:
        return _FROM_NEAR_POOR.get(way.after, Movement.NEAR_POOR_ESCAPED)
    if way.after is Classification.POOR:
        if way.came:
            return Movement.ARRIVED_POOR
        return Movement.FELL_BACK_POOR if way.poor_earlier else Movement.NEWLY_POOR
    if way.after is Classification.NEAR_POOR:
        if way.came:
            return Movement.ARRIVED_NEAR_POOR
        return Movement.FELL_BACK_NEAR_POOR if way.near_poor_earlier else Movement.NEWLY_NEAR_POOR
    return Movement.NEVER


@dataclass(frozen=True, kw_only=True)
class FlowColumns:
    """Which movements stand in which column of the flow of one class.

    Opening and losses are counted with the hamlets and people of then, gains and closing with those of now,
    so that opening − losses + gains = closing holds for every hamlet. Of people it holds because a household
    that stays and grows or shrinks is another gain or loss by the difference.
    """

    out_to_other_class: Movement
    out_above: Movement
    other_out: Movement
    in_from_other_class: Movement
    fell_back: Movement
    new: Movement
    other_in: Movement
    stayed: Movement


FLOWS = {
    Classification.POOR: FlowColumns(
        out_to_other_class=Movement.ESCAPED_TO_NEAR_POOR,
        out_above=Movement.ESCAPED,
        other_out=Movement.LEFT_POOR,
        in_from_other_class=Movement.NEAR_POOR_TO_POOR,
        fell_back=Movement.FELL_BACK_POOR,
        new=Movement.NEWLY_POOR,
        other_in=Movement.ARRIVED_POOR,
        stayed=Movement.STAYED_POOR,
    ),
    Classification.NEAR_POOR: FlowColumns(
        out_to_other_class=Movement.NEAR_POOR_TO_POOR,
        out_above=Movement.NEAR_POOR_ESCAPED,
        other_out=Movement.LEFT_NEAR_POOR,
        in_from_other_class=Movement.ESCAPED_TO_NEAR_POOR,
        fell_back=Movement.FELL_BACK_NEAR_POOR,
        new=Movement.NEWLY_NEAR_POOR,
        other_in=Movement.ARRIVED_NEAR_POOR,
        stayed=Movement.STAYED_NEAR_POOR,
    ),
}
OTHER_CLASS = {
    Classification.POOR: Classification.NEAR_POOR,
    Classification.NEAR_POOR: Classification.POOR,
}

"""Where in a plan a comment stands, and what of a returned plan may be written when only that is unlocked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PlanPlace(StrEnum):
    """What of a plan is commented on, and unlocked, as one. The words are those that places of findings begin
    with (docs/findings.md), as far as findings have them.
    """

    SECTION = "section"  # with all that stands below it
    HEAD = "head"
    TITLE = "title"
    OPENING = "opening"
    CLOSING = "closing"
    BASES = "basis"
    DUTIES = "duty"
    FUNDING = "funding"
    GROUPS = "group"
    PROSPECTS = "prospects"
    ROADMAP = "roadmap"
    INDICATORS = "indicators"
    PROJECTS = "project"
    RECIPIENTS = "recipient"
    SIGNATORY = "signatory"
    SLIPS = "slip"
    FIGURES = "table"  # the year's figures, its targets, and what the table prints as published


PLACE_LABELS = {
    PlanPlace.SECTION: "Mục",
    PlanPlace.HEAD: "Thông tin chung",
    PlanPlace.TITLE: "Trích yếu",
    PlanPlace.OPENING: "Lời dẫn",
    PlanPlace.CLOSING: "Lời kết",
    PlanPlace.BASES: "Căn cứ",
    PlanPlace.DUTIES: "Nhiệm vụ các đơn vị",
    PlanPlace.FUNDING: "Nguồn kinh phí",
    PlanPlace.GROUPS: "Nhóm hộ",
    PlanPlace.PROSPECTS: "Hộ dự kiến thoát nghèo",
    PlanPlace.ROADMAP: "Lộ trình từng năm",
    PlanPlace.INDICATORS: "Chỉ tiêu theo chiều thiếu hụt",
    PlanPlace.PROJECTS: "Dự án, tiểu dự án",
    PlanPlace.RECIPIENTS: "Nơi nhận",
    PlanPlace.SIGNATORY: "Người ký",
    PlanPlace.SLIPS: "Chỗ sai cần đính chính",
    PlanPlace.FIGURES: "Số liệu và chỉ tiêu",
}
HEAD_PLACES = {  # what of the head is unlocked by itself, by the plan's field
    "subject": PlanPlace.TITLE,
    "opening": PlanPlace.OPENING,
    "closing": PlanPlace.CLOSING,
}
IN_HEAD = frozenset({PlanPlace.HEAD, *HEAD_PLACES.values()})
_LISTS_PRINTED = {
    f"table:{place}": place for place in (PlanPlace.PROSPECTS, PlanPlace.ROADMAP, PlanPlace.INDICATORS)
}


def commented_place(finding_place: str) -> PlanPlace:
    """What is mended where a finding stands: "table:hamlets/row:total" is the year's figures and targets."""
    first = finding_place.partition("/")[0]
    kind = first.partition(":")[0]
    if first in _LISTS_PRINTED:
        return _LISTS_PRINTED[first]
    if kind == "target":
        return PlanPlace.FIGURES
    return PlanPlace(kind) if kind in set(PlanPlace) else PlanPlace.HEAD


def way_up(section: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """The section and those it stands below, by their ids, from itself up."""
    way: list[int] = []
    at: int | None = section
    while at is not None and at not in way:
        way.append(at)
        at = parents.get(at)
    return tuple(way)


@dataclass(frozen=True)
class Unlocked:
    """What of a plan that is open for writing may be written: everything, or places and sections by id."""

    everything: bool = True
    places: frozenset[PlanPlace] = frozenset()
    sections: frozenset[int] = frozenset()

    def allows(self, place: PlanPlace, way: Sequence[int] = ()) -> bool:
        """Whether a place may be written; of a section, `way` is the way up from it, none is the plan itself.

        A section is unlocked with all that stands below it, the head with all that stands in it.
        """
        if place == PlanPlace.SECTION:
            return self.everything or not self.sections.isdisjoint(way)
        return self.everything or place in self.places or (place in IN_HEAD and PlanPlace.HEAD in self.places)

    @property
    def any_of_head(self) -> bool:
        return self.everything or not self.places.isdisjoint(IN_HEAD)

    def to_json(self) -> list[str] | None:
        """As a plan keeps it: "basis", "section:12"; None is everything."""
        if self.everything:
            return None
        return sorted([*self.places, *(f"{PlanPlace.SECTION}:{pk}" for pk in self.sections)])

    @classmethod
    def from_json(cls, kept: Iterable[str] | None) -> Unlocked:
        """The inverse of `to_json`."""
        if kept is None:
            return cls()
        parts = [each.partition(":") for each in kept]
        return cls(
            everything=False,
            places=frozenset(PlanPlace(place) for place, _, pk in parts if not pk),
            sections=frozenset(int(pk) for _, _, pk in parts if pk),
        )


def unlocked_by(comments: Iterable[tuple[PlanPlace, int | None]]) -> Unlocked:
    """What comments unlock, each given by its place and section; one at a deleted section unlocks nothing."""
    given = set(comments)
    return Unlocked(
        everything=False,
        places=frozenset(place for place, _ in given if place != PlanPlace.SECTION),
        sections=frozenset(pk for place, pk in given if place == PlanPlace.SECTION and pk is not None),
    )

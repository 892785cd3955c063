"""What a check of a commune's data can find: rules across rows that no constraint can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from povertyplan.documents.checks import Level


class DataCode(StrEnum):
    """Findings by the rule that is broken; scripts depend on the codes."""

    NOBODY_PRESENT = "nobody_present"
    HEAD_LEFT = "head_left"
    HEAD_RELATION = "head_relation"
    SECOND_HEAD = "second_head"
    NUMBER_TWICE = "number_twice"
    NUMBER_ELSEWHERE = "number_elsewhere"
    HAMLET_ENDED = "hamlet_ended"
    HAMLET_FOREIGN = "hamlet_foreign"
    KEYS_STALE = "keys_stale"
    SPLIT_ELDERLY = "split_elderly"
    SPLIT_CIRCULAR = "split_circular"
    REVIEW_FOREIGN = "review_foreign"
    CHILDREN_ABOVE = "children_above"
    CLASS_DIFFERS = "class_differs"
    AREA_DIFFERS = "area_differs"
    PEOPLE_DIFFER = "people_differ"
    LISTED_BUT_GONE = "listed_but_gone"
    SCORE_ONLY = "score_only"
    LEADER_OF_ENDED = "leader_of_ended"


_TITLES = {
    DataCode.NOBODY_PRESENT: "Hộ không còn ai",
    DataCode.HEAD_LEFT: "Chủ hộ đã ra khỏi hộ",
    DataCode.HEAD_RELATION: "Quan hệ của chủ hộ",
    DataCode.SECOND_HEAD: "Hai chủ hộ",
    DataCode.NUMBER_TWICE: "Trùng số định danh trong xã, phường",
    DataCode.NUMBER_ELSEWHERE: "Trùng số định danh với nơi khác",
    DataCode.HAMLET_ENDED: "Hộ ở thôn không còn",
    DataCode.HAMLET_FOREIGN: "Hộ ở thôn của nơi khác",
    DataCode.KEYS_STALE: "Hộ tìm không ra",
    DataCode.SPLIT_ELDERLY: "Tách hộ chỉ có người cao tuổi",
    DataCode.SPLIT_CIRCULAR: "Tách hộ theo vòng",
    DataCode.REVIEW_FOREIGN: "Kết quả của nơi khác",
    DataCode.CHILDREN_ABOVE: "Số trẻ em",
    DataCode.CLASS_DIFFERS: "Phân loại khác với điểm",
    DataCode.AREA_DIFFERS: "Khu vực khác với thôn",
    DataCode.PEOPLE_DIFFER: "Số khẩu",
    DataCode.LISTED_BUT_GONE: "Hộ đã đi còn trong danh sách rà soát",
    DataCode.SCORE_ONLY: "Chỉ có điểm B2",
    DataCode.LEADER_OF_ENDED: "Vai trò ở thôn không còn",
}
_LEVELS = {
    **dict.fromkeys(DataCode, Level.ERROR),
    DataCode.NUMBER_ELSEWHERE: Level.WARNING,
    DataCode.SPLIT_ELDERLY: Level.WARNING,
    DataCode.AREA_DIFFERS: Level.WARNING,
    DataCode.PEOPLE_DIFFER: Level.WARNING,
    DataCode.LISTED_BUT_GONE: Level.WARNING,
    DataCode.LEADER_OF_ENDED: Level.WARNING,
    DataCode.SCORE_ONLY: Level.NOTICE,
}


@dataclass(frozen=True, kw_only=True)
class DataFinding:
    """Something that cannot be so, at `place` ("household:12", "review:3", "round:4", "hamlet:5").

    `subject` and `message` are Vietnamese and name households by code, never a person.
    """

    code: DataCode
    place: str
    subject: str
    message: str

    @property
    def level(self) -> Level:
        return _LEVELS[self.code]

    @property
    def title(self) -> str:
        """The rule in a few words."""
        return _TITLES[self.code]

    @property
    def household_id(self) -> int | None:
        """The household to open, where the finding is of one."""
        kind, _, key = self.place.partition(":")
        return int(key) if kind == "household" else None

    @property
    def is_of_hamlet(self) -> bool:
        return self.place.startswith("hamlet:")

    @property
    def is_grave(self) -> bool:
        """Whether somebody has to do something: all but a notice."""
        return self.level != Level.NOTICE


def circles(origins: Mapping[int, int]) -> list[frozenset[int]]:
    """Groups of households that were each split off from the next, back to the first."""
    found: dict[frozenset[int], None] = {}
    done: set[int] = set()
    for start in sorted(origins):
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in done and at not in path:
            path.append(at)
            at = origins.get(at)
        if at in path:
            found[frozenset(path[path.index(at) :])] = None
        done.update(path)
    return list(found)

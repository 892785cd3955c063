"""The foot of an old plan: recipients, who signs, the drafter's mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plans.resources.written.lines import BULLET

_MARK = re.compile(r"\(\s*(?P<mark>b\s*/\s*c|b/cáo|để b/c|bc|p/h|t/h|để t/h)\s*\)", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:TM|KT|Q|TL|TUQ)\.|(?:PHÓ )?(?:CHỦ TỊCH|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|GIÁM ĐỐC)$", re.IGNORECASE
)
_NAME = re.compile(r"(?:[^\W\d_]+\s+){1,5}[^\W\d_]+$")


@dataclass(frozen=True, kw_only=True)
class Foot:
    """What stands after the words of a plan; `rest` are the lines that belong to none of it."""

    recipients: tuple[dict[str, str], ...]
    signatory_lines: str
    signatory_name: str
    drafter_mark: str
    rest: tuple[str, ...]


def foot_of(lines: Sequence[str]) -> Foot:
    """The foot from the lines behind "Nơi nhận:"; what follows the signer's name is the rest."""
    recipients: list[dict[str, str]] = []
    authority: list[str] = []
    rest: list[str] = []
    name = mark = ""
    kept = False  # "Lưu: …" is the last recipient
    for line in lines:
        found = BULLET.match(line)
        if name:
            rest.append(line)
        elif found and not authority and not kept:
            kept = found["text"].lower().startswith("lưu")
            recipients.append(_recipient(found["text"]))
        elif found and kept and not mark and not authority:
            mark = found["text"]
        elif _SIGNING.match(line):
            authority.append(line.rstrip(". "))
        elif authority and _NAME.match(line):
            name = line
        else:
            rest.append(line)
    return Foot(
        recipients=tuple(recipients),
        signatory_lines="\n".join(authority),
        signatory_name=name,
        drafter_mark=mark,
        rest=tuple(rest),
    )


def _recipient(text: str) -> dict[str, str]:
    found = _MARK.search(text)
    name = _MARK.sub("", text).strip(" ;.,")
    return {"name": name[:200], "mark": found["mark"].replace(" ", "") if found else ""}

"""The sections of an old plan: numbered levels as a tree, every other line in the one it stood in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plans.resources.written.content import NotUnderstood, WrittenTable
from plans.resources.written.lines import ARABIC, DEEP, LETTER, ROMAN, bullet, cells
from plans.rules import ActorKind, SectionContent, SectionContentText

_ACTOR_LIMIT = 200
_LEAD_LIMIT = 130  # of words before a colon that are still a heading
_SENTENCE = 250  # numbered words longer than this, or with a full stop, are a sentence and no heading
_FUNDING = re.compile(r"KINH PHÍ|NGUỒN LỰC|NGUỒN VỐN", re.IGNORECASE)
_DUTIES = re.compile(r"T[ỔÔ] CHỨC THỰC HIỆN|PHÂN CÔNG (?:TRÁCH NHIỆM|NHIỆM VỤ|THỰC HIỆN)", re.IGNORECASE)
_ACTORS = (
    (ActorKind.SCHOOL, re.compile(r"\btrường\b")),
    (ActorKind.BANK, re.compile(r"ngân hàng|csxh|quỹ tín dụng")),
    (ActorKind.ASSOCIATION, re.compile(r"mặt trận|mttq|đoàn thể|(?<!xã )\bhội (?!đồng)|đoàn thanh niên")),
    (ActorKind.HAMLET, re.compile(r"^(?:các )?(?:thôn|xóm|bản|ấp|khu phố|tổ dân phố|buôn|làng)")),
    (ActorKind.OFFICIAL, re.compile(r"^(?:cán bộ|công chức|đồng chí|các thành viên)")),
)
_PROJECT = re.compile(r"(?:tiểu )?dự án \d+$", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+[.)]\s")


@dataclass
class _Node:
    heading: str
    level: int
    lines: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    is_point: bool = False


@dataclass
class Sections:
    """Takes line after line; `tree`, `duties` and `funding` are what became of them."""

    root: _Node = field(default_factory=lambda: _Node("", 0))
    tables: list[WrittenTable] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    duties: list[dict[str, str]] = field(default_factory=list)
    funding: list[dict[str, str]] = field(default_factory=list)
    _path: list[_Node] = field(default_factory=list)
    _rows: list[tuple[str, ...]] = field(default_factory=list)

    def take(self, line: str, following: str = "") -> None:
        """Put a line where it belongs; `following` is the next one."""
        if row := cells(line):
            self._rows.append(row)
            return
        self.end_table()
        level, text = _level(line, self._path)
        if not level:
            self._tail().lines.append(bullet(line))
            return
        heading, body = (text.rstrip(" .:"), "") if _leads(line, following) else _heading(text)
        if not heading:  # a numbered sentence
            self._tail().lines.append(line)
            return
        if level > len(self._path) + 1:
            self.not_understood.append(
                NotUnderstood(text=line, kept="mục cấp trên gần nhất", reason="số mục nhảy cấp")
            )
            level = len(self._path) + 1
        del self._path[level - 1 :]
        node = _Node(heading, level, [body] if body else [], is_point=bool(LETTER.match(line)))
        (self._path[-1] if self._path else self.root).children.append(node)
        self._path.append(node)

    def end_table(self) -> None:
        """A table has ended where another line follows: its rows stay as text, too."""
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        section = self._path[-1].heading if self._path else ""
        self.tables.append(WrittenTable(section=section, rows=tuple(rows)))
        for row in rows:
            self._tail().lines.append(" ".join(filter(None, row)))
        self.not_understood.append(
            NotUnderstood(
                text=" | ".join(filter(None, rows[0])),
                kept=f"lời văn của mục “{section}”",
                reason=f"bảng {len(rows)} dòng: nếu là số liệu theo thôn thì nhập ở trang số liệu",
            )
        )

    def tree(self) -> tuple[SectionContentText, ...]:
        """The sections; lists of funding and of duties have become rows of their own."""
        self.end_table()
        return tuple(self._content(node) for node in self.root.children)

    def _tail(self) -> _Node:
        return self._path[-1] if self._path else self.root

    def _content(self, node: _Node) -> SectionContentText:
        if node.level == 1 and _FUNDING.search(node.heading) and self._is_funding(node):
            self.funding = [{"text": _NUMBERED.sub("", line, count=1)} for line in node.lines]
            return SectionContentText(heading=node.heading, content=SectionContent.FUNDING)
        if node.level == 1 and _DUTIES.search(node.heading) and self._are_duties(node):
            self.duties = [
                {
                    "actor": child.heading,
                    "kind": _kind(child.heading),
                    "text": "\n".join(line.removeprefix("- ") for line in child.lines),
                }
                for child in node.children
            ]
            return SectionContentText(
                heading=node.heading, body="\n".join(node.lines), content=SectionContent.DUTIES
            )
        return SectionContentText(
            heading=node.heading,
            body="\n".join(node.lines),
            children=tuple(self._content(child) for child in node.children),
        )

    def _is_funding(self, node: _Node) -> bool:
        return (
            not self.funding
            and not node.children
            and bool(node.lines)
            and all(_NUMBERED.match(line) and len(line) <= 600 for line in node.lines)
        )

    def _are_duties(self, node: _Node) -> bool:
        return (
            not self.duties
            and bool(node.children)
            and all(not child.children and len(child.heading) <= _ACTOR_LIMIT for child in node.children)
        )


def is_numbered(line: str) -> bool:
    """Whether a number or letter stands before the line."""
    return bool(_level(line, ())[0])


def _level(line: str, path: Sequence[_Node]) -> tuple[int, str]:
    """The level that a line's number says, from 1, and the words behind it; 0 for a line without."""
    if (found := ROMAN.match(line)) and (found["text"][:12].isupper() or not path):
        return 1, found["text"]
    if found := ARABIC.match(line) or DEEP.match(line):
        return min(2 + found["number"].count("."), 4), found["text"]
    if found := LETTER.match(line):
        points = next((node.level for node in path if node.is_point), len(path) + 1)
        return min(points, 4), found["text"]
    return 0, line


def _leads(line: str, following: str) -> bool:
    """Whether the next number is one below this line's: "2." before "2.1."."""
    here, below = ARABIC.match(line), ARABIC.match(following) or DEEP.match(following)
    return bool(here and below and below["number"].startswith(f"{here['number']}."))


def _kind(actor: str) -> ActorKind:
    words = actor.lower()
    return next((kind for kind, pattern in _ACTORS if pattern.search(words)), ActorKind.OFFICE)


def _heading(text: str) -> tuple[str, str]:
    """The heading of a numbered line and what follows it on the line; no heading for a sentence."""
    lead, colon, rest = text.partition(":")
    is_project = bool(_PROJECT.match(lead))
    if colon and not is_project and len(lead) <= _LEAD_LIMIT and "." not in lead.rstrip("."):
        return lead.strip(), rest.strip()
    if len(text) > _SENTENCE or text.rstrip().endswith((".", ";")):
        return "", ""
    return text.rstrip(" :"), ""

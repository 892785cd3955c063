"""Actors with duties whom nothing introduces, and bodies that prose gives a role but no duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from plans.compose.source import PlanSource
from plans.models import Duty
from plans.rules import ActorKind, bodies, canonical, carries, is_covered, is_named, roles_handed
from povertyplan.documents.blocks import Document, Section, walk
from povertyplan.documents.checks import Code, Finding, Level, Passage


class _Written:
    """The words of a plan, comparable, and where they stand."""

    def __init__(self, source: PlanSource, prose: Sequence[Passage]) -> None:
        self.passages = prose
        self.recipients = canonical(" | ".join(recipient.name for recipient in source.recipients))
        self.positions = canonical(" | ".join(area.position for area in source.areas))

    @cached_property
    def canonical(self) -> dict[str, str]:
        """The words of the prose by the duty they belong to ("duty:3"), or "" for all else."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in self.passages:
            owner = part.place.partition("/")[0]
            found[owner if owner.startswith("duty:") else ""].append(part.text)
        return {owner: canonical(" | ".join(texts)) for owner, texts in found.items()}

    def names(self, body: str, *, but: str) -> bool:
        """Whether a recipient, a position or prose that does not stand at `but` names the body."""
        if is_named(body, self.recipients) or is_named(body, self.positions):
            return True
        return any(is_named(body, words) for owner, words in self.canonical.items() if owner != but)


def actor_findings(source: PlanSource, document: Document, prose: Sequence[Passage]) -> Iterator[Finding]:
    """Actors that nothing else introduces, then roles handed to bodies without a duty."""
    written = _Written(source, prose)
    for number, duty in enumerate(source.duties, start=1):
        if not _is_introduced(duty, f"duty:{number}", written):
            yield Finding(
                code=Code.ACTOR_NOT_INTRODUCED,
                level=Level.WARNING,
                place=f"duty:{number}/heading",
                printed=duty.actor,
                computed="",
                rule="Đơn vị được giao nhiệm vụ phải có ở nơi nhận hoặc được nhắc tới trong văn bản",
                message=f"“{duty.actor}” có nhiệm vụ nhưng không có ở nơi nhận và không được nhắc tới "
                "ở chỗ nào khác.",
            )
    yield from _without_duty(document, prose)


def _is_introduced(duty: Duty, place: str, written: _Written) -> bool:
    return is_covered(ActorKind(duty.kind), written.recipients) or any(
        written.names(body, but=place) for body in bodies(duty.actor)
    )


def _without_duty(document: Document, prose: Sequence[Passage]) -> Iterator[Finding]:
    """One finding a body, at the first place that hands it a role; a section of its own is a duty."""
    headings = (block.heading for block in walk(document.blocks) if isinstance(block, Section))
    actors: list[str] | None = None
    told: set[str] = set()
    for passage in prose:
        for name in roles_handed(passage.text):
            actors = actors or [body for heading in headings for body in bodies(heading)]
            for body in bodies(name):
                if body in told or carries(body, actors):
                    continue
                told.add(body)
                yield Finding(
                    code=Code.ACTOR_WITHOUT_DUTY,
                    level=Level.WARNING,
                    place=passage.place,
                    printed=name,
                    computed="",
                    rule="Đơn vị được giao vai trò trong lời văn phải có nhiệm vụ ở phần tổ chức thực hiện",
                    message=f"Giao vai trò cho “{name}” nhưng đơn vị này không có nhiệm vụ nào.",
                )

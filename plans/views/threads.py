"""What was said of a plan as pages show it: beside the document, and where its parts are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from households.rules import Role
from plans.compose import PlanSource, PlanView
from plans.forms.comments import spot
from plans.models import Comment
from plans.queries import Thread, plan_threads
from plans.rules import PLACE_LABELS, PRINTED, PlanPlace, fingerprint
from povertyplan.accounts.models import User
from povertyplan.documents.checks import TITLE
from povertyplan.documents.html import anchor
from povertyplan.documents.numbering import section_label

PAGES = {
    PlanPlace.HEAD: "plans:plan_head",
    PlanPlace.TITLE: "plans:plan_head",
    PlanPlace.OPENING: "plans:plan_head",
    PlanPlace.CLOSING: "plans:plan_head",
    PlanPlace.BASES: "plans:bases",
    PlanPlace.DUTIES: "plans:duties",
    PlanPlace.FUNDING: "plans:funding",
    PlanPlace.GROUPS: "plans:groups",
    PlanPlace.PROSPECTS: "plans:prospects",
    PlanPlace.ROADMAP: "plans:roadmap",
    PlanPlace.INDICATORS: "plans:indicators",
    PlanPlace.PROJECTS: "plans:projects",
    PlanPlace.RECIPIENTS: "plans:recipients",
    PlanPlace.SIGNATORY: "plans:signatory",
    PlanPlace.SLIPS: "plans:slips",
}
PRINTED_AT = {  # the first element of a place on the sheet
    PlanPlace.TITLE: TITLE,
    PlanPlace.OPENING: "opening/paragraph:1",
    PlanPlace.CLOSING: "closing/paragraph:1",
    PlanPlace.BASES: "basis:1",
    PlanPlace.DUTIES: "duty:1/heading",
    PlanPlace.FUNDING: "funding:1",
    PlanPlace.FIGURES: "table:hamlets",
    PlanPlace.PROSPECTS: "table:prospects",
    PlanPlace.ROADMAP: "table:roadmap",
    PlanPlace.INDICATORS: "table:indicators",
}


@dataclass(frozen=True, kw_only=True)
class ThreadRow:
    """A comment as a page shows it: where it stands in words and on the sheet, and who may do what."""

    thread: Thread
    label: str
    anchor: str
    edit_url: str
    may_close: bool

    @property
    def comment(self) -> Comment:
        return self.thread.comment


@dataclass(frozen=True, kw_only=True)
class Threads:
    """All that was said of a plan, for one reader."""

    rows: Sequence[ThreadRow] = ()
    can_comment: bool = False

    @property
    def open(self) -> list[ThreadRow]:
        return [row for row in self.rows if row.thread.is_open]

    @property
    def closed(self) -> list[ThreadRow]:
        return [row for row in self.rows if not row.thread.is_open]

    @property
    def by_finding(self) -> Counter[str]:
        """How many open ones there are of each finding, by its fingerprint."""
        return Counter(row.comment.fingerprint for row in self.open)

    @property
    def by_section(self) -> Counter[int | None]:
        """How many open ones there are of each section, by its id."""
        return Counter(row.comment.section_id for row in self.open)

    @property
    def unanswered(self) -> int:
        """How many open ones nobody has answered."""
        return sum(row.thread.is_unanswered for row in self.rows)

    def at(self, places: Collection[PlanPlace], section: int | None = None) -> Threads:
        """Those at some places; of a section, at that one."""
        held = [row for row in self.rows if row.comment.place in places and row.comment.section_id == section]
        return Threads(rows=held, can_comment=self.can_comment)


def threads_of(
    source: PlanSource, *, user: User, roles: Collection[Role], view: PlanView | None = None
) -> Threads:
    """What was said of a plan, with one query; with `view`, findings lead to where they stand now."""
    findings = {fingerprint(each): each.place for each in view.findings} if view else {}
    is_leader = Role.LEADER in roles
    can_comment = source.plan.status not in PRINTED and (is_leader or Role.OFFICER in roles)
    may_write = source.plan.is_editable and Role.OFFICER in roles
    threads = plan_threads(plan=source.plan)
    rows = [
        ThreadRow(
            thread=thread,
            label=_label(source, thread.comment),
            anchor=anchor(found) if (found := _printed_at(source, thread.comment, findings)) else "",
            edit_url=edit_url(source, PlanPlace(thread.comment.place), thread.comment.section_id)
            if may_write
            else "",
            may_close=can_comment and (is_leader or thread.comment.by_id == user.pk),
        )
        for thread in threads
    ]
    return Threads(rows=rows, can_comment=can_comment)


def section_title(source: PlanSource, section: int) -> str:
    """The number of a section as printed, and its heading; '' of one that is gone."""
    heading = next((each.heading for each in source.sections if each.pk == section), None)
    if heading is None:
        return ""
    path = source.places[section].partition(":")[2].split(".")
    return f"{section_label(tuple(map(int, path)))} {heading}"


def _label(source: PlanSource, comment: Comment) -> str:
    place = PlanPlace(comment.place)
    if comment.fingerprint:
        return comment.where
    if place == PlanPlace.SECTION:
        standing = section_title(source, comment.section_id or 0)
        return f"Mục {standing}" if standing else f"Mục “{comment.where}” (đã xóa)"
    return PLACE_LABELS[place]


def _printed_at(source: PlanSource, comment: Comment, findings: Mapping[str, str]) -> str:
    """Where on the sheet it is; '' where nothing stands."""
    if found := findings.get(comment.fingerprint):
        return found
    if standing := source.places.get(comment.section_id or 0):
        return f"{standing}/heading"
    return PRINTED_AT.get(PlanPlace(comment.place), "")


def edit_url(source: PlanSource, place: PlanPlace, section: int | None = None) -> str:
    """The page on which a place of the plan is written; '' when it is locked, or gone."""
    plan = source.plan
    if not source.allows(place, section):
        return ""
    if place == PlanPlace.FIGURES:
        return reverse("plans:grid", args=[plan.unit_id, plan.year])
    if place == PlanPlace.SECTION:
        return reverse("plans:section", args=[plan.slug, section]) if section else ""
    return reverse(PAGES[place], args=[plan.slug])


def heading_notes(source: PlanSource, threads: Threads) -> dict[str, SafeString]:
    """What stands beside each section's heading, by its place: what was said, and the way to say more."""
    said: dict[int | None, list[ThreadRow]] = {}
    open_ones = threads.by_section
    for row in threads.rows:
        said.setdefault(row.comment.section_id, []).append(row)
    notes = {}
    for section in source.sections:
        rows = said.get(section.pk, [])
        if rows or threads.can_comment:
            context = {
                "plan": source.plan,
                "rows": rows,
                "open": open_ones[section.pk],
                "at": spot(PlanPlace.SECTION, section.pk),
                "heading": section.heading,
                "can_comment": threads.can_comment,
            }
            notes[source.places[section.pk]] = SafeString(
                render_to_string("plans/heading_note.html", context).strip()
            )
    return notes

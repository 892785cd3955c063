"""Writing a plan: starting it from content, its head, sections, lists, declared figures and the commune's
targets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, OuterRef, Subquery

from households.models import AdministrativeUnit, Hamlet
from households.queries import standard_on
from plans.actions.locking import GONE, PART_PLACES, STALE, plan_opened, require_open, section_locked
from plans.models import (
    CommuneTarget,
    DeclaredFigure,
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    PlanSection,
    ProgrammePeriod,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
    Signatory,
    Slip,
)
from plans.queries import commune_targets, figures_refusal, targets_version
from plans.rules import (
    HEAD_PLACES,
    PERIOD_YEARS,
    TABLE_COLUMNS,
    PlanContent,
    PlanKind,
    PlanPlace,
    ProjectLevel,
    SectionContent,
    SectionContentText,
)
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import year_end_before
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line, clean_text

Fields = Mapping[str, Any]
Figures = Mapping[tuple[int | None, str], Decimal | None]
PartModel = (
    type[LegalBasis]
    | type[Duty]
    | type[FundingSource]
    | type[Recipient]
    | type[HouseholdGroup]
    | type[ProspectCount]
    | type[RoadmapYear]
    | type[IndicatorTarget]
    | type[Project]
    | type[Slip]
)
MAX_PARTS = 200
MAX_BODY = 20_000  # characters, as in the section's form


def plan_slug(unit: AdministrativeUnit, years: str) -> str:
    """ "phu-thinh-2026", "dak-cam-2025-2030"; with the unit's code, then a number, where that is taken."""
    names = [f"{unit.slug}-{years}", f"{unit.slug}-{unit.code}-{years}"]
    names += [f"{names[1]}-{number}" for number in range(2, 100)]
    taken = set(Plan.objects.filter(slug__in=names).values_list("slug", flat=True))
    return next(name for name in names if name not in taken)


@transaction.atomic
def plan_new(
    *,
    unit: AdministrativeUnit,
    kind: PlanKind,
    year: int,
    content: PlanContent,
    by: User | None,
    last_year: int | None = None,
    named: str = "",
) -> Plan:
    """Start a plan with the given words; figures come from the commune's own table.

    A plan of a period ends in `last_year`, or some years after its first. `named` ends the name of a paper
    that is not the year's plan ("phu-thinh-2026-bao-cao").
    """
    AdministrativeUnit.objects.hold(unit.pk)
    date = year_end_before(year)
    if kind == PlanKind.ROADMAP:
        last_year = last_year or year + PERIOD_YEARS
    plan = Plan(
        unit=unit,
        kind=kind,
        year=year,
        last_year=last_year,
        standard=standard_on(date),
        reference_date=date,
        created_by=by,
        **{"issuer": f"Ủy ban nhân dân\n{unit}", "locality": unit.name, **content.fields},
    )
    plan.slug = plan_slug(unit, f"{plan.years}-{named}" if named else plan.years)
    plan.full_clean()
    plan.save()
    _sections_add(plan, content.sections, parent=None)
    for model, rows in (
        (LegalBasis, content.bases),
        (Duty, content.duties),
        (FundingSource, content.funding_sources),
        (Recipient, content.recipients),
        (HouseholdGroup, content.groups),
        (ProspectCount, content.prospects),
        (RoadmapYear, content.roadmap),
        (IndicatorTarget, content.indicators),
        (Project, content.projects),
    ):
        _parts_write(plan, model, rows)
    signatory = Signatory(plan=plan, lines=content.signatory_lines, name=content.signatory_name)
    signatory.full_clean(exclude=["lines"])  # may still be blank
    signatory.save()
    _record("plan_created", plan, by=by, details={"kind": kind, "year": year})
    return plan


def _sections_add(plan: Plan, texts: Sequence[SectionContentText], *, parent: PlanSection | None) -> None:
    for order, text in enumerate(texts, start=1):
        if len(text.body) > MAX_BODY:
            raise DomainError(f"Mục “{text.heading[:80]}” dài quá 20.000 ký tự; chia nhỏ mục đó.")
        section = PlanSection(
            plan=plan, parent=parent, order=order, heading=text.heading, body=text.body, content=text.content
        )
        section.full_clean()
        section.save()
        _sections_add(plan, text.children, parent=section)


def _parts_write(plan: Plan, model: PartModel, rows: Sequence[Fields]) -> None:
    if len(rows) > MAX_PARTS:
        raise DomainError(f"Nhiều nhất {MAX_PARTS} dòng.")
    parts = [model(plan=plan, order=order, **row) for order, row in enumerate(rows, start=1)]
    for part in parts:
        part.full_clean()
    _together(parts)
    model._default_manager.bulk_create(parts)  # type: ignore[arg-type]  # one model at a time


def _together(parts: Sequence[Model]) -> None:
    """Refuse what no row alone is wrong with. Raises DomainError."""
    if parts and isinstance(parts[0], Project) and parts[0].level != ProjectLevel.PROJECT:
        raise DomainError("Dòng đầu phải là dự án; tiểu dự án đứng sau dự án của nó.")
    years = [part.year for part in parts if isinstance(part, RoadmapYear)]
    if len(set(years)) < len(years):
        raise DomainError("Mỗi năm của lộ trình chỉ một dòng.")
    places = [
        (part.path, part.hamlet_id, part.reason)
        for part in parts
        if isinstance(part, ProspectCount) and part.hamlet_id
    ]
    if len(set(places)) < len(places):
        raise DomainError("Mỗi thôn, tổ chỉ một dòng theo một hướng thoát nghèo và một lý do; gộp lại.")


def _touch(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version", "changed_at"])


def _record(action: str, plan: Plan, *, by: User | None, details: Mapping[str, Any] | None = None) -> None:
    record_event(action, target=plan, by=by, unit_code=plan.unit.code, label=plan.slug, details=details)


@transaction.atomic
def plan_save(*, plan: Plan, fields: Fields, version: int, by: User | None) -> Plan:
    """Change the plan's head, opening, closing and layout choices."""
    locked = plan_opened(plan, version=version)
    changed = {
        name: [str(getattr(locked, name)), str(value)]
        for name, value in fields.items()
        if getattr(locked, name) != value
    }
    require_open(locked, *(HEAD_PLACES.get(name, PlanPlace.HEAD) for name in changed))
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.version += 1
    locked.save()
    _record("plan_saved", locked, by=by, details=changed)
    return locked


@transaction.atomic
def section_save(
    *, section: PlanSection, heading: str, body: str, content: SectionContent, version: int, by: User | None
) -> PlanSection:
    """Change one section; others may be written by somebody else at the same time."""
    plan = plan_opened(section.plan, PlanPlace.SECTION, section=section.pk)
    locked = section_locked(section)
    if locked.version != version:
        raise StaleError(STALE)
    before = [locked.heading, locked.body, locked.content]
    locked.heading, locked.body, locked.content = clean_line(heading), clean_text(body), content
    locked.version += 1
    locked.full_clean()
    locked.save()
    _touch(plan)
    after = [locked.heading, locked.body, locked.content]
    _record("section_saved", plan, by=by, details={"section": locked.pk, "from": before, "to": after})
    return locked


@transaction.atomic
def section_add(*, plan: Plan, parent: PlanSection | None, heading: str, by: User | None) -> PlanSection:
    """Add a section at the end of its parent, or of the plan."""
    locked = plan_opened(plan, PlanPlace.SECTION, section=parent.pk if parent else None)
    if parent is not None and not locked.sections.filter(pk=parent.pk).exists():
        raise StaleError(GONE)
    last = locked.sections.filter(parent=parent).aggregate(last=Max("order"))["last"] or 0
    section = PlanSection(plan=locked, parent=parent, order=last + 1, heading=clean_line(heading))
    section.full_clean()
    section.save()
    _touch(locked)
    _record("section_added", locked, by=by, details={"section": section.pk, "heading": section.heading})
    return section


@transaction.atomic
def section_move(*, section: PlanSection, up: bool, by: User | None) -> None:
    """Change places with the section before or after, under the same parent; at the end nothing happens."""
    plan = plan_opened(section.plan, PlanPlace.SECTION, section=section.pk)
    section = section_locked(section)
    siblings = list(plan.sections.filter(parent=section.parent_id).order_by("order", "pk"))
    index = next(index for index, sibling in enumerate(siblings) if sibling.pk == section.pk)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(siblings):
        return
    siblings[index], siblings[other] = siblings[other], siblings[index]
    for order, sibling in enumerate(siblings, start=1):
        if sibling.order != order:
            PlanSection.objects.filter(pk=sibling.pk).update(order=order)
    _touch(plan)
    details = {"section": section.pk, "heading": section.heading, "up": up}
    _record("section_moved", plan, by=by, details=details)


@transaction.atomic
def section_delete(*, section: PlanSection, by: User | None) -> None:
    """Remove a section with everything below; its words stay in the log."""
    plan = plan_opened(section.plan, PlanPlace.SECTION, section=section.pk)
    section = section_locked(section)
    details = {"section": section.pk, "heading": section.heading, "body": section.body}
    headings = PlanSection.objects.filter(pk=OuterRef("section")).values("heading")
    plan.comments.filter(section__isnull=False, fingerprint="").update(where=Subquery(headings))
    section.delete()
    _touch(plan)
    _record("section_deleted", plan, by=by, details=details)


@transaction.atomic
def parts_save(
    *, plan: Plan, model: PartModel, rows: Sequence[Fields], version: int, by: User | None
) -> None:
    """Make a plan's list (bases, duties, funding sources, recipients) what `rows` say, in that order."""
    locked = plan_opened(plan, PART_PLACES[model], version=version)
    manager = model._default_manager
    before = [_in_words(part) for part in manager.filter(plan=locked).order_by("order", "pk")]
    manager.filter(plan=locked).delete()
    _parts_write(locked, model, rows)
    _touch(locked)
    after = [_in_words(part) for part in manager.filter(plan=locked).order_by("order", "pk")]
    _record(
        "parts_saved", locked, by=by, details={"list": model._meta.model_name, "from": before, "to": after}
    )


def _in_words(part: Model) -> str:
    """All that a line of a list says: a change of any of it shows in the log."""
    match part:
        case Duty():
            return " ".join(
                filter(None, (f"{part.actor} ({part.get_kind_display()}): {part.text}", part.report))
            )
        case Recipient():
            return f"{part.name} {part.mark}".strip()
    return str(part)


@transaction.atomic
def signatory_save(*, plan: Plan, lines: str, name: str, version: int, by: User | None) -> None:
    """Change the authority lines and the signer's name."""
    locked = plan_opened(plan, PlanPlace.SIGNATORY, version=version)
    signatory, _ = Signatory.objects.get_or_create(plan=locked)
    before = [signatory.lines, signatory.name]
    signatory.lines, signatory.name = clean_text(lines), clean_line(name)
    signatory.full_clean()
    signatory.save()
    _touch(locked)
    _record(
        "signatory_saved", locked, by=by, details={"from": before, "to": [signatory.lines, signatory.name]}
    )


@transaction.atomic
def declared_save(*, plan: Plan, figures: Figures, seen: Figures | None = None, by: User | None) -> int:
    """Set or (None) withdraw published numbers of the plan's table, by (hamlet id or None, column).

    Returns how many changed; cells not named stay as they are. Raises StaleError when one to change is not
    what `seen` says of it.
    """
    locked = plan_opened(plan, PlanPlace.FIGURES)
    columns = TABLE_COLUMNS[PlanKind(locked.kind)]
    hamlets = {hamlet for hamlet, _ in figures if hamlet is not None}
    known = set(Hamlet.objects.in_unit(locked.unit).filter(pk__in=hamlets).values_list("pk", flat=True))
    if hamlets - known or any(column not in columns for _, column in figures):
        raise DomainError("Ô này không có trong bảng của kế hoạch.")
    rows = {(row.hamlet_id, row.column): row for row in locked.declared_figures.all()}
    changes: dict[str, list[str | None]] = {}
    for key, value in figures.items():
        row = rows.get(key)
        stored = row.value if row else None
        if stored == value:
            continue
        if seen and seen.get(key, stored) != stored:
            raise StaleError("Người khác vừa sửa số công bố này; xem số mới rồi làm lại.")
        changes[f"{key[0] or 'total'}/{key[1]}"] = [
            str(row.value) if row else None,
            None if value is None else str(value),
        ]
        if value is None and row:
            row.delete()
        elif value is not None:
            row = row or DeclaredFigure(plan=locked, hamlet_id=key[0], column=key[1])
            row.value = value
            row.full_clean()
            row.save()
    if changes:
        _touch(locked)
        _record("declared_figures_saved", locked, by=by, details=changes)
    return len(changes)


@transaction.atomic
def commune_targets_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    rows: Sequence[Fields],
    version: int | None = None,
    by: User | None,
) -> None:
    """Make the commune's targets of a year what `rows` say, in that order.

    Raises StaleError when they are no longer those of `version` (plans.queries.targets_version).
    """
    AdministrativeUnit.objects.hold(unit.pk)
    plans = Plan.objects.in_year(unit, year).select_for_update().order_by("pk")
    if refusal := figures_refusal(list(plans)):
        raise DomainError(refusal)
    stored = commune_targets(unit=unit, year=year)
    if version is not None and version != targets_version(stored):
        raise StaleError(STALE)
    before = [_as_meant(each) for each in stored]
    CommuneTarget.objects.in_year(unit, year).delete()
    targets = [
        CommuneTarget(unit=unit, year=year, order=order, **row) for order, row in enumerate(rows, start=1)
    ]
    for target in targets:
        target.full_clean()
    CommuneTarget.objects.bulk_create(targets)
    record_event(
        "commune_targets_saved",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "from": before, "to": [_as_meant(target) for target in targets]},
    )


def _as_meant(target: CommuneTarget) -> str:
    """All that a target says: a change of any of it shows in the log."""
    said = f"{target.get_aim_display()} {target}"
    return f"{said}, ghi: “{target.wording}”" if target.wording else said


@transaction.atomic
def programmes_save(*, rows: Sequence[Fields]) -> None:
    """Bring the reference list of programmes up to date."""
    for row in rows:
        ProgrammePeriod.objects.update_or_create(code=row["code"], defaults=dict(row))

"""Events of facts in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Field, Model

from povertyplan.common.history import Change, Tell, Told, from_to, tells, words
from povertyplan.common.models import AuditEvent
from reports.models import CapitalEntry, FundEntry, Guidance, IndicatorActual, Inspection, PolicyResult

MODELS: Mapping[str, type[Model]] = {
    str(model._meta.model_name): model
    for model in (CapitalEntry, FundEntry, Guidance, IndicatorActual, Inspection, PolicyResult)
}


@tells("fact_recorded", "fact_changed", "fact_deleted")
def _facts(events: Sequence[AuditEvent]) -> Tell:
    return lambda event: Told(about=event.target_label, changes=_changes(event))


def _changes(event: AuditEvent) -> Iterator[Change]:
    fields = _fields(event.target_type.rpartition(".")[2])
    for name, value in event.details.items():
        if isinstance(value, list):
            yield from_to(_label(fields, name), [_said(fields, name, each) for each in value])
        elif value not in (None, ""):
            yield Change(what=_label(fields, name), after=_said(fields, name, value))


def _fields(model_name: str) -> dict[str, Field[Any, Any]]:
    model = MODELS.get(model_name)
    return {field.name: field for field in model._meta.concrete_fields} if model else {}


def _label(fields: Mapping[str, Field[Any, Any]], name: str) -> str:
    return str(fields[name].verbose_name) if name in fields else name


def _said(fields: Mapping[str, Field[Any, Any]], name: str, value: Any) -> str:
    choices = dict(fields[name].flatchoices) if name in fields else {}
    return str(choices.get(value, words(value)))


@tells("facts_imported", "facts_downloaded")
def _lists(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        model = MODELS.get(str(event.details.get("list")))
        what = str(model._meta.verbose_name) if model else ""
        return Told(
            about=event.target_label, changes=[Change(what=what, after=words(event.details.get("count")))]
        )

    return tell


@tells("policy_results_saved", "indicator_actuals_saved")
def _results(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        name = "policyresult" if event.action == "policy_results_saved" else "indicatoractual"
        fields = _fields(name)
        key = "policy" if name == "policyresult" else "subject"
        changes = [
            Change(
                what=_said(fields, key, row.get(key)),
                after=", ".join(
                    f"{_label(fields, field)}: {_said(fields, field, value)}"
                    for field, value in row.items()
                    if field != key and value not in (None, "")
                ),
            )
            for row in event.details.get("rows", [])
        ]
        return Told(about=event.target_label, changes=changes)

    return tell

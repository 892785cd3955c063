"""What is kept while an officer looks at an upload."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from plans.actions import mapping_remember, upload_drop, upload_keep, upload_map
from plans.models import TableMapping, TableUpload
from plans.queries import remembered_mappings
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR, CommuneFactory, officer_of
from tests.plans.table_actions.table import SHA


def test_upload_replaces_the_one_before(table):
    first = upload_keep(unit=table.unit, year=YEAR, workbook={"sheets": []}, sha256=SHA, by=table.by)
    upload_map(upload=first, mapping={"sheet": "Biểu"})

    second = upload_keep(unit=table.unit, year=YEAR, workbook={"sheets": [1]}, sha256="b" * 64, by=table.by)

    kept = TableUpload.objects.get()
    assert kept == first == second
    assert (kept.workbook, kept.sha256, kept.mapping) == ({"sheets": [1]}, "b" * 64, {})
    event = AuditEvent.objects.filter(action="table_uploaded").order_by("sequence").last()
    assert event is not None
    assert event.details == {"year": YEAR, "sha256": "b" * 64}


def test_uploads_older_than_a_day_are_forgotten_with_the_next(table):
    old = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=officer_of(table.unit))
    young = upload_keep(unit=table.unit, year=YEAR + 1, workbook={}, sha256=SHA, by=table.by)
    now = timezone.now()
    TableUpload.objects.filter(pk=old.pk).update(at=now - dt.timedelta(days=1, minutes=1))
    TableUpload.objects.filter(pk=young.pk).update(at=now - dt.timedelta(hours=23))

    kept = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)

    assert set(TableUpload.objects.all()) == {young, kept}


def test_upload_that_was_replaced_is_not_mapped(table):
    shown = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)
    upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256="b" * 64, by=table.by)

    with pytest.raises(DomainError, match="tải tệp lên lại"):
        upload_map(upload=shown, mapping={"sheet": "Biểu"})

    assert TableUpload.objects.get().mapping == {}


def test_dropped_upload_is_gone(table):
    upload = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)

    upload_drop(upload=upload)

    assert not TableUpload.objects.exists()


def test_mapping_is_remembered_by_the_heads_of_a_commune(table):
    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 2}}, by=table.by)
    mapping_remember(unit=CommuneFactory.create(), headings="x", mapping={"columns": {}}, by=table.by)

    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 3}}, by=table.by)
    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 3}}, by=table.by)

    assert remembered_mappings(unit=table.unit) == {"x": {"columns": {"name": 3}}}
    assert TableMapping.objects.count() == 2
    events = AuditEvent.objects.filter(unit_code=table.unit.code, action="table_mapping_remembered")
    assert events.count() == 2

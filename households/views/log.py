"""The commune's log: who did what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from households.access import can_read_log
from households.views.units import visible_unit
from povertyplan.common.history import HistoryFilterForm, chain_end, history_page
from povertyplan.common.models import AuditEvent
from povertyplan.common.pages import SignedInRequest, read_view, require
from povertyplan.common.snapshot import read_snapshot

WHO_READS = "Chỉ lãnh đạo và người kiểm tra, giám sát của xã, phường được xem nhật ký."


@read_view
def log(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """All that was done in the commune, newest first, and where its chain ends."""
    unit = visible_unit(request, unit_id)
    require(can_read_log(request.user, unit), WHO_READS)
    with read_snapshot():
        form = HistoryFilterForm(request.GET, events=AuditEvent.objects.filter(unit_code=unit.code))
        page = history_page(form.found(), before=request.GET.get("truoc", ""))
        end = chain_end(unit.code)
    context = {"unit": unit, "year": timezone.localdate().year, "form": form, "page": page, "end": end}
    return render(request, "households/log.html", context)

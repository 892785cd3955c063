"""Events of places and roles in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F
from django.urls import reverse

from households.models import AdministrativeUnit, Hamlet
from households.rules import ROLE_LABELS, Role
from povertyplan.common.history import Change, Tell, Told, facts, tells
from povertyplan.common.models import AuditEvent

HAMLET_CHANGES = {"added": "thêm", "changed": "sửa", "removed": "bỏ"}
MEMBERSHIP_LABELS = {
    "role": "vai trò",
    "unit": "xã, phường",
    "hamlet": "thôn, tổ",
    "sees_health": "xem khuyết tật, bệnh tật",
}


def unit_ids(events: Iterable[AuditEvent]) -> dict[str, int]:
    """The ids of the units that events are of, by code: the unit of today where a code was used twice."""
    units = AdministrativeUnit.objects.filter(code__in={event.unit_code for event in events})
    return dict(units.order_by(F("valid_from").asc(nulls_first=True), "pk").values_list("code", "pk"))


def hamlet_names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """The names of all hamlets of the units that events are of, ended ones included, by id as text and in
    order.
    """
    hamlets = Hamlet.objects.filter(unit__code__in={event.unit_code for event in events})
    return {str(pk): name for pk, name in hamlets.in_order().values_list("pk", "name")}


@tells("hamlets_saved")
def _hamlets(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        return Told(
            about="Danh sách thôn",
            url=reverse("households:hamlets", args=[units[event.unit_code]]),
            changes=facts(
                {name: HAMLET_CHANGES.get(change, change) for name, change in event.details.items()}, {}
            ),
        )

    return tell


@tells("membership_created", "membership_ended", "membership_moved")
def _memberships(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(about=event.target_label, changes=_with_roles(event.details))

    return tell


def _with_roles(details: Mapping[str, object]) -> Iterable[Change]:
    named = {
        key: ROLE_LABELS[Role(value)] if isinstance(value, str) and value in set(Role) else value
        for key, value in details.items()
    }
    return facts(named, MEMBERSHIP_LABELS)

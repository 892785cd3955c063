"""What of households runs outside the request, and which rights jobs look at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from households.access import can_edit
from households.actions import HouseholdsReady, household_upload_bring_in, households_ready
from households.models import HouseholdUpload
from households.models.roles import roles_held
from households.resources.register.looking import Looking, look_at
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.numbers import format_number
from povertyplan.jobs.actions import job_start
from povertyplan.jobs.kinds import Ending, Step, runs
from povertyplan.jobs.models import Job
from povertyplan.jobs.rights import rights_from

NOTHING_KEPT = "Không còn tệp nào đang xem; chọn lại tệp."
MOVED = "Danh sách hoặc cách đọc vừa thay đổi từ lúc anh/chị xem; mời xem lại rồi ghi."
FAULTY = "Chưa ghi: còn ô cần sửa."


@rights_from
def membership_rights(user: User) -> Iterator[str]:
    """The roles of today with their places."""
    for held in roles_held(user):
        yield f"{held.role} {held.unit_id or ''} {held.hamlet_id or ''}"
        if held.sees_health:
            yield f"{held.role} {held.unit_id or ''} health"


# --- households from a workbook ---


def register_ready(*, looking: Looking, digest: str, by: User) -> HouseholdsReady:
    """Make ready what was looked at, for `register_write`; StaleError when it is not what was shown."""
    preview = looking.preview
    if preview is None or digest != preview.digest:
        raise StaleError(MOVED)
    if not looking.can_be_imported:
        raise DomainError(FAULTY)
    return households_ready(unit=looking.upload.unit, given=preview.given, by=by)


def register_write(*, looking: Looking, ready: HouseholdsReady, by: User) -> str:
    """Bring in what was looked at; what was done, in a sentence."""
    household_upload_bring_in(
        upload=looking.upload,
        ready=ready,
        headings=looking.proposal.fingerprint,
        mapping=looking.proposal.mapping.to_json(),
        by=by,
    )
    named = (("created", "hộ mới"), ("updated", "hộ thay đổi"), ("unchanged", "hộ giữ nguyên"))
    counts = ready.given.counts
    parts = [f"{format_number(counts[key])} {what}" for key, what in named if counts[key]]
    return f"Đã ghi từ Excel: {', '.join(parts)}. Cần thì hoàn tác ở trang Nhập hộ từ Excel."


def households_import_start(*, upload: HouseholdUpload, digest: str, by: User) -> Job:
    """Have an upload brought in as it was shown. DomainError when too much is asked for already."""
    return job_start(
        kind="households_import",
        title=f"Nhập hộ từ Excel, {upload.unit.full_name}",
        arguments={"upload": upload.pk, "digest": digest},
        page=reverse("households:register_upload", args=[upload.unit_id]),
        unit_code=upload.unit.code,
        by=by,
    )


@runs("households_import")
def _import(job: Job, step: Step) -> Ending:
    """Hold the upload against the list as it is now, then write all of it or nothing."""
    uploads = HouseholdUpload.objects.filter(by=job.owner).select_related("unit", "round", "by")
    upload = uploads.filter(pk=job.arguments["upload"]).first()
    if upload is None:
        raise DomainError(NOTHING_KEPT)
    if not can_edit(job.owner, upload.unit):
        raise PermissionDenied
    step("Đang kiểm tra lại từng ô")
    looking = look_at(upload)
    ready = register_ready(looking=looking, digest=job.arguments["digest"], by=job.owner)
    step(f"Đang ghi {format_number(looking.changes)} hộ; ghi hết hoặc không ghi gì")
    return Ending(act=partial(register_write, looking=looking, ready=ready, by=job.owner))

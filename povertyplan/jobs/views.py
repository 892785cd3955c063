"""The pages of one's own long work: how far it is, stopping it, taking what it made."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.jobs.actions import job_cancel, job_result_record
from povertyplan.jobs.models import Job, JobResult
from povertyplan.jobs.rights import rights_stand

SHOWN = 50
NOT_ANY_MORE = "Quyền hoặc tài khoản của anh/chị đã thay đổi sau khi yêu cầu; mở lại trang để yêu cầu lại."


@read_view
def jobs(request: SignedInRequest) -> HttpResponse:
    """One's jobs, the newest first."""
    found = Job.objects.visible_to(request.user).order_by("-pk")[:SHOWN]
    return render(request, "jobs/jobs.html", {"jobs": found})


@read_view
def job(request: SignedInRequest, job_id: int) -> HttpResponse:
    """How far a job is; the page asks again by itself until it has ended."""
    found = _job(request, job_id)
    results = JobResult.objects.filter(job=found, expires_at__gt=timezone.now())
    context = {"job": found, "result": results.only("name", "expires_at").first()}
    return render(request, "jobs/job.html", context)


@require_POST
@write_view
def cancel(request: SignedInRequest, job_id: int) -> HttpResponse:
    """Stop a job."""
    found = _job(request, job_id)
    job_cancel(job=found)
    return redirect("jobs:job", found.pk)


@read_view
def result(request: SignedInRequest, job_id: int) -> HttpResponse:
    """The file that a job made."""
    found = _job(request, job_id)
    require(rights_stand(found.rights, request.user), NOT_ANY_MORE)
    made = JobResult.objects.filter(job=found, expires_at__gt=timezone.now()).first()
    if made is None:
        return redirect("jobs:job", found.pk)
    afterwards(request, partial(job_result_record, job=found, by=request.user))
    return file_response(bytes(made.content), made.name, made.media_type, inline=True)


def _job(request: SignedInRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)

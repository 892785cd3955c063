"""What the people said: village meetings, postings, complaints."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from households import actions
from households.access import can_edit, can_read_reviews
from households.forms.rounds import ComplaintForm, MeetingForm, PostingForm, RecheckForm
from households.models import AdministrativeUnit, Complaint, Posting, Review, VillageMeeting
from households.queries import progress_of
from households.rules import MEETING_STAGES, Stage
from households.views.rounds import (
    WHO_EDITS,
    WHO_READS,
    hamlet_of_round,
    keep_seen,
    readable_round,
    round_context,
)
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, afterwards, require, write_view


@write_view
def meetings(request: SignedInRequest, round_id: int, hamlet_id: int) -> HttpResponse:
    """The meetings of a hamlet in a round, and a form for one more."""
    found, hamlet = hamlet_of_round(request, round_id, hamlet_id)
    require(can_read_reviews(request.user, found.unit), WHO_READS)
    editable = can_edit(request.user, found.unit)
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        require(editable, WHO_EDITS)
        if form.is_valid():
            try:
                fields = form.fields_of_meeting()
                actions.meeting_record(round=found, hamlet=hamlet, fields=fields, by=request.user)
            except (DomainError, ValidationError) as error:
                form.add_error(None, sentences_of(error))
            else:
                messages.success(request, f"Đã ghi cuộc họp của {hamlet.full_name}.")
                return redirect("households:round", found.pk)
    held = VillageMeeting.objects.filter(round=found, hamlet=hamlet).order_by("-held_at", "-pk")
    context = round_context(found) | {
        "hamlet": hamlet,
        "held": list(held),
        "form": form,
        "progress": progress_of(round=found, hamlet=hamlet),
        "editable": editable and found.stage in MEETING_STAGES,
    }
    return render(request, "households/meetings.html", context)


@write_view
def postings(request: SignedInRequest, round_id: int) -> HttpResponse:
    """When the list hung and until when, what was objected, and a form for one more posting."""
    found = readable_round(request, round_id)
    editable = can_edit(request.user, found.unit)
    form = PostingForm(request.POST or None, initial={"posted_date": timezone.localdate()})
    if request.method == "POST":
        require(editable, WHO_EDITS)
        if form.is_valid():
            try:
                posting = actions.posting_record(round=found, by=request.user, **form.cleaned_data)
            except (DomainError, ValidationError) as error:
                form.add_error(None, sentences_of(error))
            else:
                messages.success(request, f"Đã ghi; niêm yết đến hết ngày {posting.end_date:%d/%m/%Y}.")
                return redirect("households:postings", found.pk)
    complaints = list(
        Complaint.objects.filter(round=found)
        .select_related("household__head", "household__hamlet")
        .order_by("answered_date", "received_date", "pk")
    )
    context = round_context(found) | {
        "posted": Posting.objects.filter(round=found).order_by("-posted_date", "-pk"),
        "complaints": complaints,
        "form": form,
        "editable": editable and found.stage == Stage.POSTING,
    }
    keep_seen(request, found, "kiến nghị", len(complaints), unit=found.unit)
    return render(request, "households/postings.html", context)


@write_view
def complaint_new(request: SignedInRequest, review_id: int) -> HttpResponse:
    """Somebody objects to the posted result of a household."""
    reviews = Review.objects.visible_to(request.user).select_related(
        "round__unit__parent", "household", "hamlet"
    )
    review = get_object_or_404(reviews, pk=review_id)
    require(can_edit(request.user, review.round.unit), WHO_EDITS)
    form = ComplaintForm(request.POST or None, initial={"received_date": timezone.localdate()})
    if form.is_valid():
        try:
            actions.complaint_record(review=review, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, "Đã ghi kiến nghị.")
            return redirect("households:postings", review.round_id)
    context = round_context(review.round) | {"review": review, "form": form}
    afterwards(request, partial(actions.review_seen, review=review, unit=review.round.unit, by=request.user))
    return render(request, "households/complaint.html", context)


@write_view
def complaint(request: SignedInRequest, complaint_id: int) -> HttpResponse:
    """A complaint and what its re-check found."""
    units = AdministrativeUnit.objects.visible_to(request.user)
    related = ("round__unit__parent", "household__head", "household__hamlet")
    complaints = Complaint.objects.filter(round__unit__in=units).select_related(*related)
    found = get_object_or_404(complaints, pk=complaint_id)
    require(can_edit(request.user, found.round.unit), WHO_EDITS)
    form = RecheckForm(request.POST or None, initial={"answered_date": timezone.localdate()})
    if form.is_valid():
        try:
            actions.complaint_answer(complaint=found, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, "Đã ghi kết quả phúc tra; niêm yết lại danh sách.")
            return redirect("households:postings", found.round_id)
    review = Review.objects.in_round(found.round).filter(household=found.household_id).first()
    context = round_context(found.round) | {"found": found, "form": form, "review": review}
    keep_seen(request, found, "kiến nghị", 1, unit=found.round.unit)
    return render(request, "households/complaint.html", context)

"""One page of a plan for the leader, on screen and on one sheet."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render

from households.access import can_approve, can_edit
from plans.actions import reading_keep
from plans.actions.life import content_hash
from plans.compose import plan_standing
from plans.compose.summary import plan_summary
from plans.queries import last_look
from plans.views.document import finding_groups, visible_plan
from plans.views.year import plan_context
from povertyplan.common.pages import SignedInRequest, afterwards, read_view
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.changes import changes
from povertyplan.documents.frozen import from_json

CHANGES_SHOWN = 12


@read_view
def summary(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where the plan stands, what it aims at, what does not add up, and what changed since the last look."""
    plan = visible_plan(request, slug)
    if plan.is_report:  # is read whole
        return redirect("plans:plan", slug)
    with read_snapshot():
        view = plan_standing(plan)
        figures = plan_summary(view.source)
        look = last_look(plan=plan, user=request.user, content_hash=content_hash(view))
        found = changes(from_json(look.before.blocks), view.document) if look.before else ()
    afterwards(request, partial(reading_keep, view=view, by=request.user))
    context = plan_context(plan) | {
        "view": view,
        "figures": view.source.figures,
        "summary": figures,
        "groups": finding_groups(view),
        "look": look,
        "changes": found[:CHANGES_SHOWN],
        "changes_count": len(found),
        "changes_more": len(found[CHANGES_SHOWN:]),
        "approves": can_approve(request.user, plan.unit),
        "writes": can_edit(request.user, plan.unit),
    }
    return render(request, "plans/summary.html", context)

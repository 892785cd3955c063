"""The bar of those who are members of an agency: no page of the commune is for them."""

from __future__ import annotations

from django.urls import reverse

from assignments.models.agencies import agencies_held
from households.access import can_administer
from households.templatetags.frame import Frame, Link
from povertyplan.accounts.models import User

PAGES = {
    "assignments:my_agency": "Hộ cơ quan giúp đỡ",
    "plans:agency_duties": "Nhiệm vụ trong kế hoạch",
    "assignments:difficulties_mine": "Vướng mắc, kiến nghị",
}


def members_frame(user: User, *, here: str) -> Frame | None:
    """The bar with the member's own pages, the one `here` (URL name) marked; None for anybody else."""
    if not agencies_held(user):
        return None
    return Frame(
        sections=tuple(
            Link(label=label, url=reverse(name), is_current=name == here) for name, label in PAGES.items()
        ),
        is_for_administrator=can_administer(user),
    )

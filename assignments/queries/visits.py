"""Who visits which household, and what was found there."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from assignments.models import Agency, Assignment, Visit
from households.models import Household
from households.models.households import HouseholdQuerySet, households_seen
from households.models.roles import hamlets_held, units_held
from households.rules import HAMLET_ROLES, Role
from povertyplan.accounts.models import User


def _helped(user: User) -> QuerySet[Assignment]:
    """What agencies that the user signs in for look after, this year or last."""
    own = Assignment.objects.standing().of_agencies(Agency.objects.joined_by(user))
    return own.filter(year__gte=timezone.localdate().year - 1)


def households_to_visit(*, user: User) -> HouseholdQuerySet:
    """Those whose visits the user writes down: of the whole commune for its officers, of their hamlets for
    those who lead or survey them, and those that an agency of his helps.
    """
    return Household.objects.filter(
        Q(unit__in=units_held(user, [Role.OFFICER]))
        | Q(hamlet__in=hamlets_held(user, HAMLET_ROLES))
        | Q(pk__in=_helped(user).values("household"))
    )


def households_visited(*, user: User) -> HouseholdQuerySet:
    """Those whose visits the user reads: all that he sees, and those that an agency of his helps."""
    helped = Q(pk__in=_helped(user).values("household"))
    return Household.objects.filter(helped | households_seen(user))


def visits_of(*, household: Household, user: User) -> list[Visit]:
    """Visits to a household, the last first; what was noted is left out (blank) for who reads no more of it
    than an agency does, except his own notes.
    """
    visits = list(household.visits.select_related("by").order_by("-date", "-pk"))
    if not Household.objects.visible_to(user).filter(pk=household.pk).exists():
        for visit in visits:
            if visit.by_id != user.pk:
                visit.note = ""
    return visits

"""Help as records: agencies, who helps whom, what was given. People and agencies are invented."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from factory import declarations
from factory.django import DjangoModelFactory

from assignments.models import (
    Agency,
    AgencyMembership,
    Assignment,
    AssignmentBlock,
    Difficulty,
    EndangeredHousehold,
    EscapeProspect,
    SupportItem,
    Visit,
)
from assignments.rules import AgencyKind, EscapePath, HelpContent, Situation, SupportSource
from tests.factories import SINCE, YEAR, CommuneFactory, HouseholdFactory, UserFactory, spelled


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency

    unit = declarations.SubFactory(CommuneFactory)
    name = declarations.Sequence(lambda number: f"Hợp tác xã Mẫu {spelled(number)}")
    kind = AgencyKind.ENTERPRISE
    order = declarations.Sequence(lambda number: number)


class AgencyMembershipFactory(DjangoModelFactory[AgencyMembership]):
    class Meta:
        model = AgencyMembership

    user = declarations.SubFactory(UserFactory)
    agency = declarations.SubFactory(AgencyFactory)
    valid_from = SINCE


class AssignmentBlockFactory(DjangoModelFactory[AssignmentBlock]):
    class Meta:
        model = AssignmentBlock

    unit = declarations.SelfAttribute("lead_agency.unit")
    year = YEAR
    name = declarations.Sequence(lambda number: f"Khối {spelled(number)}")
    lead_agency = declarations.SubFactory(AgencyFactory)


class EscapeProspectFactory(DjangoModelFactory[EscapeProspect]):
    """A household expected to leave poverty with help; `unit` and `hamlet` are the household's."""

    class Meta:
        model = EscapeProspect

    household = declarations.SubFactory(HouseholdFactory)
    unit = declarations.SelfAttribute("household.unit")
    hamlet = declarations.SelfAttribute("household.hamlet")
    year = YEAR
    path = EscapePath.HELPED


class EndangeredHouseholdFactory(DjangoModelFactory[EndangeredHousehold]):
    class Meta:
        model = EndangeredHousehold

    household = declarations.SubFactory(HouseholdFactory)
    unit = declarations.SelfAttribute("household.unit")
    year = YEAR
    reason = "Lao động chính ốm dài ngày"


class AssignmentFactory(DjangoModelFactory[Assignment]):
    """A household in the care of an agency from May to September."""

    class Meta:
        model = Assignment

    household = declarations.SubFactory(HouseholdFactory)
    unit = declarations.SelfAttribute("household.unit")
    year = YEAR
    lead_agency = declarations.SubFactory(AgencyFactory, unit=declarations.SelfAttribute("..household.unit"))
    valid_from = dt.date(YEAR, 5, 1)
    valid_to = dt.date(YEAR, 10, 1)


class SupportItemFactory(DjangoModelFactory[SupportItem]):
    """A thing given."""

    class Meta:
        model = SupportItem

    household = declarations.SubFactory(HouseholdFactory)
    unit = declarations.SelfAttribute("household.unit")
    content = HelpContent.LIVELIHOOD
    what = "Một con bò giống"
    value = 18_000_000
    source = SupportSource.ENTERPRISE
    date = dt.date(YEAR, 6, 10)


class VisitFactory(DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    key = declarations.LazyFunction(uuid.uuid4)
    household = declarations.SubFactory(HouseholdFactory)
    unit = declarations.SelfAttribute("household.unit")
    by = declarations.SubFactory(UserFactory)
    date = dt.date(YEAR, 6, 20)
    situation = Situation.SAME
    written_at = declarations.LazyFunction(timezone.now)


class DifficultyFactory(DjangoModelFactory[Difficulty]):
    class Meta:
        model = Difficulty

    unit = declarations.SubFactory(CommuneFactory)
    raised_by = declarations.SubFactory(UserFactory)
    text = "Hộ chưa có đất để làm nhà"

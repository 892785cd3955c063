"""Places, who works where, poverty standards, households and their reviews, figures of a place at a date."""

from households.models.figures import HamletFigures, UnitFigures
from households.models.hearings import Complaint, Posting, VillageMeeting
from households.models.households import Household, HouseholdEvent, KeptApart, Member, personal_number_key
from households.models.imports import ColumnMapping, HouseholdImport, HouseholdUpload
from households.models.people import Membership
from households.models.places import AdministrativeUnit, Hamlet, HamletLineage
from households.models.reviews import Review
from households.models.rounds import ReviewRequest, ReviewRound
from households.models.standards import Ethnicity, Indicator, Question, Standard, Threshold

__all__ = [
    "AdministrativeUnit",
    "ColumnMapping",
    "Complaint",
    "Ethnicity",
    "Hamlet",
    "HamletFigures",
    "HamletLineage",
    "Household",
    "HouseholdEvent",
    "HouseholdImport",
    "HouseholdUpload",
    "Indicator",
    "KeptApart",
    "Member",
    "Membership",
    "Posting",
    "Question",
    "Review",
    "ReviewRequest",
    "ReviewRound",
    "Standard",
    "Threshold",
    "UnitFigures",
    "VillageMeeting",
    "personal_number_key",
]

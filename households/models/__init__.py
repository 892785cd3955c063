"""Places, who works where, poverty standards and the figures of a place at a date."""

from households.models.figures import HamletFigures, Standard, UnitFigures
from households.models.people import Membership
from households.models.places import AdministrativeUnit, Hamlet

__all__ = ["AdministrativeUnit", "Hamlet", "HamletFigures", "Membership", "Standard", "UnitFigures"]

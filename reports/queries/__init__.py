"""What pages and documents of reports read."""

from reports.queries.facts import facts_of, facts_recorded
from reports.queries.outcomes import Outcome, outcomes_of

__all__ = ["Outcome", "facts_of", "facts_recorded", "outcomes_of"]

"""The papers of a round as documents: survey sheets, minutes, posting lists, decision, certificates."""

from households.compose.papers.certificate import certificates
from households.compose.papers.decision import decision
from households.compose.papers.minutes import minutes
from households.compose.papers.posting import posting_list
from households.compose.papers.survey import survey_sheets

__all__ = ["certificates", "decision", "minutes", "posting_list", "survey_sheets"]

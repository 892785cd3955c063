"""Old plans that were written elsewhere: from the lines of a Word or text file to a plan's content."""

from plans.resources.written.content import NotUnderstood, WrittenPlan, WrittenTable
from plans.resources.written.files import lines_of
from plans.resources.written.kept import content_of, content_signed
from plans.resources.written.recognise import written_plan

__all__ = [
    "NotUnderstood",
    "WrittenPlan",
    "WrittenTable",
    "content_of",
    "content_signed",
    "lines_of",
    "written_plan",
]

"""Old plans that were written elsewhere: from the lines of a Word or text file to a plan's content. Pure."""

from plans.resources.written.content import NotUnderstood, WrittenPlan, WrittenTable
from plans.resources.written.recognise import written_plan

__all__ = ["NotUnderstood", "WrittenPlan", "WrittenTable", "written_plan"]

"""What of a plan does not fit its sources: review, targets, roadmap, figures in prose, actors, projects, able
households.
"""

from __future__ import annotations

from collections.abc import Iterator

from plans.compose.findings.able import able_finding, able_findings
from plans.compose.findings.actors import actor_findings
from plans.compose.findings.counted import counted_findings
from plans.compose.findings.figures import token_findings, typed_findings, written_lines
from plans.compose.findings.outlook import indicator_findings, project_findings, roadmap_findings
from plans.compose.findings.targets import target_findings
from plans.compose.source import PlanSource
from povertyplan.documents.blocks import Document
from povertyplan.documents.checks import Finding, Passage, passages


def plan_findings(source: PlanSource, document: Document) -> Iterator[Finding]:
    """Everything that only the plan's sources can tell, beside what `documents.checks` finds."""
    if source.paper:  # tells what came of a plan: its tables are proved by what they state
        yield from token_findings(source)
        yield from source.paper.findings(written_lines(source))
        return
    yield from counted_findings(source)
    yield from target_findings(source)
    yield from roadmap_findings(source)
    yield from indicator_findings(source)
    yield from token_findings(source)
    yield from typed_findings(source)
    prose = [part for part in passages(document) if isinstance(part, Passage)]
    yield from actor_findings(source, document, prose)
    yield from project_findings(source, document, prose)
    yield from able_findings(source, prose)


__all__ = ["able_finding", "plan_findings"]

"""A plan with everything that does not add up and what leaders said of it; as JSON for what is kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from plans.compose.source import PlanSource
from plans.models import Acknowledgement
from plans.rules import fingerprint
from povertyplan.documents.blocks import Document
from povertyplan.documents.checks import Finding, Level


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Why a finding stands all the same, who said so and when; `pk` is None once the plan is approved."""

    reason: str
    by: str
    at: dt.datetime
    pk: int | None = None


@dataclass(frozen=True)
class PlanView:
    """A plan as composed now, with everything that does not add up and the reasons given, by fingerprint."""

    source: PlanSource
    document: Document
    findings: tuple[Finding, ...]
    acknowledged: Mapping[str, Acknowledged] = field(default_factory=dict)
    past: tuple[Acknowledgement, ...] = ()  # reasons for findings that are none any more, newest first

    @property
    def grave(self) -> tuple[Finding, ...]:
        """Errors and warnings; notices are left out."""
        return tuple(finding for finding in self.findings if finding.level != Level.NOTICE)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Errors and warnings that nobody gave a reason for."""
        return tuple(finding for finding in self.grave if self.reason(finding) is None)

    @property
    def tally(self) -> str:
        """How many of each level: "3 lỗi, 1 cảnh báo; 2 đã có lý do"; blank when everything agrees."""
        counts = Counter(finding.level for finding in self.findings)
        said = ", ".join(f"{counts[level]} {level.label}" for level in Level if counts[level])
        explained = len(self.grave) - len(self.unexplained)
        return f"{said}; {explained} đã có lý do" if explained else said

    def reason(self, finding: Finding) -> Acknowledged | None:
        """What a leader said of a finding."""
        return self.acknowledged.get(fingerprint(finding))


def with_reasons(source: PlanSource, document: Document, findings: tuple[Finding, ...]) -> PlanView:
    """The view with those of the reasons given that hold; the others are past."""
    present = {fingerprint(finding) for finding in findings}
    held, past = {}, []
    for row in source.acknowledgements:
        if row.fingerprint in present and row.withdrawn_at is None:
            held[row.fingerprint] = Acknowledged(reason=row.reason, by=str(row.by), at=row.at, pk=row.pk)
        else:
            past.append(row)
    return PlanView(source, document, findings, held, tuple(past))


def findings_json(view: PlanView) -> list[dict[str, Any]]:
    """Every finding with the reason given for it, or None, in JSON's own types."""
    return [
        asdict(finding) | {"acknowledged": _reason_json(view.reason(finding))} for finding in view.findings
    ]


def _reason_json(given: Acknowledged | None) -> dict[str, str] | None:
    return {"reason": given.reason, "by": given.by, "at": given.at.isoformat()} if given else None


def findings_from_json(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[tuple[Finding, ...], dict[str, Acknowledged]]:
    """Findings and reasons as `findings_json` wrote them."""
    findings, held = [], {}
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "acknowledged"}
        finding = Finding(**fields | {"level": Level(row["level"])})
        findings.append(finding)
        if given := row["acknowledged"]:
            at = dt.datetime.fromisoformat(given["at"])
            held[fingerprint(finding)] = Acknowledged(reason=given["reason"], by=given["by"], at=at)
    return tuple(findings), held

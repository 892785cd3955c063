"""When a finding is the same one as before."""

from __future__ import annotations

import hashlib
import json

from povertyplan.documents.checks import Finding


def fingerprint(finding: Finding) -> str:
    """Names what was found, where, and with which numbers; with another number it is another finding."""
    named = [finding.code, finding.place, finding.printed, finding.computed]
    return hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()

"""Approving, issuing and rendering on the command line."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import clerk_of, issued, leader_of, small_plan, submitted
from tests.plans.issuing.shared import PRINT


def test_commands_approve_and_issue(monkeypatch, db):
    for module in ("life", "issuing"):
        monkeypatch.setattr(f"plans.actions.{module}.render_pdf", lambda document: PRINT)
    plan = submitted(small_plan())
    leader, clerk, today = leader_of(plan.unit), clerk_of(plan.unit), timezone.localdate().isoformat()

    def run(name: str, *arguments: str) -> Any:
        out = io.StringIO()
        call_command(name, plan.slug, *arguments, "--format", "json", stdout=out)
        return json.loads(out.getvalue())

    told = run("plan_approve", "--by", leader.username, "--reason", "Rõ.")
    assert (told["status"], told["sha256"]) == ("approved", hashlib.sha256(PRINT).hexdigest())
    for arguments, status in (
        (["--by", clerk.username], 1),
        (["--by", leader.username, "--number", "7", "--date", today], 1),
        (["--by", clerk.username, "--number", "7"], 2),
        (["--by", clerk.username, "--number", "7", "--date", "hôm nay"], 2),
        (["--by", "khong-co"], 2),
    ):
        with pytest.raises(CommandError) as refused:
            run("plan_issue", *arguments)
        assert refused.value.returncode == status, arguments
    told = run("plan_issue", "--by", clerk.username, "--number", "7", "--date", today)

    assert (told["status"], told["number"], told["date"]) == ("issued", "07/KH-UBND", today)
    with pytest.raises(CommandError, match="không làm việc này được"):
        run("plan_approve", "--by", leader.username)


def test_render_of_an_issued_plan_writes_the_kept_bytes(plan, tmp_path):
    issued(plan, pdf=PRINT)

    call_command("plan_render", plan.slug, "--output", str(tmp_path / "a.pdf"), stdout=io.StringIO())

    assert (tmp_path / "a.pdf").read_bytes() == PRINT

"""Say whether the audit log is whole. Exit status 0: every chain holds; 1: one does not; 2: wrong use."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from povertyplan.common.audit import ChainState, Fault, chain_states
from povertyplan.common.models import AuditHead

SENTENCES = {
    Fault.EVENT: "nội dung hoặc chỗ đứng không còn như khi ghi",
    Fault.HEAD: "các việc không dừng ở đầu chuỗi đã lưu",
    Fault.KEPT: "khác đầu chuỗi đã giữ bên ngoài: phần cuối bị cắt hoặc bị ghi lại",
    Fault.UNREADABLE: "không đọc được",
}
SYSTEM = "-"  # the system's own chain, in a file of heads
HEAD = re.compile(r"(\S+) (\d{1,9}) ([0-9a-f]{64})")


class Command(BaseCommand):
    help = (
        "Verify every chain of the audit log. Keep what --head prints outside this machine:"
        " only --expect with an earlier one finds a log whose end was cut off or written anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--head", action="store_true", help="print the head of every chain that holds")
        parser.add_argument("--expect", type=Path, metavar="FILE", help="heads that --head printed earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        states = list(chain_states(_kept(options["expect"]) if options["expect"] else {}))
        broken = [state for state in states if state.fault]
        if options["head"]:
            for state in states:
                if state.sequence and not state.fault:
                    self.stdout.write(f"{state.unit_code or SYSTEM} {state.sequence} {state.hash}")
            for state in broken:
                self.stderr.write(_sentence(state))
        elif options["format"] == "json":
            report = {"ok": not broken, "chains": [_row(state) for state in states]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for state in states:
                self.stdout.write(_sentence(state))
        if broken:
            sys.exit(1)


def _kept(path: Path) -> dict[str, AuditHead]:
    """The heads in a file, by unit."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Không đọc được tệp {path.name}.", returncode=2) from error
    heads = {}
    for number, line in enumerate(lines, start=1):
        match = HEAD.fullmatch(line.strip())
        if not match:
            raise CommandError(f"{path.name}, dòng {number}: không phải dòng mà --head in ra.", returncode=2)
        unit_code = "" if match[1] == SYSTEM else match[1]
        heads[unit_code] = AuditHead(unit_code=unit_code, sequence=int(match[2]), hash=match[3])
    if not heads:
        raise CommandError(f"Tệp {path.name} không có đầu chuỗi nào.", returncode=2)
    return heads


def _broken_event(state: ChainState) -> int | None:
    """The id of the event that stands where the chain breaks."""
    return state.broken.id if state.fault == Fault.EVENT and state.broken else None


def _row(state: ChainState) -> dict[str, Any]:
    row = {"unit": state.unit_code, "events": state.sequence, "hash": state.hash, "fault": state.fault}
    if state.fault:
        row |= {"first_bad_sequence": state.sequence + 1, "first_bad_id": _broken_event(state)}
    return row


def _sentence(state: ChainState) -> str:
    chain = state.unit_code or "hệ thống"
    if not state.fault:
        return f"{chain}: {state.sequence} việc, nguyên vẹn."
    event = _broken_event(state)
    where = f"số {state.sequence + 1}" + (f" (id {event})" if event else "")
    return f"{chain}: hỏng từ việc {where}: {SENTENCES[state.fault]}."

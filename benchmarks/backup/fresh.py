"""A machine that has but a clone of the program, the key and a backup: back at work with one command."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pypdf

from benchmarks.installation import BASE, Installation, Machine, Reader, free_port, wait_until_ready
from benchmarks.result import Result, tallied, timed

ISSUE = """
from django.utils import timezone
from plans.actions import issue_document, plan_approve, plan_issue, plan_sign, plan_submit
from plans.actions.life import content_hash, document_hash
from plans.compose import plan_view
from plans.models import Plan
from povertyplan.accounts.models import User
officer, leader, clerk = (User.objects.get(username=name) for name in ("canbo", "lanhdao", "vanthu"))
plan = Plan.objects.plans().filter(unit__code="05800").order_by("pk").first()
plan = plan_submit(plan=plan, by=officer)
seen = content_hash(plan_view(plan, draft=False))
plan = plan_approve(plan=plan, seen_hash=seen, reason="Theo số liệu của xã.", by=leader)
plan = plan_sign(plan=plan, number=12, date=timezone.localdate(), by=clerk)
plan = plan_issue(plan=plan, seen_hash=document_hash(issue_document(plan)), by=clerk)
other = Plan.objects.plans().exclude(pk=plan.pk).order_by("pk").first()
print("slugs", plan.slug, other.slug)
"""

OTHER_SECRET = "khóa bí mật của máy mới, không chép theo bản sao lưu"
LOST = """
from households.models import Member, personal_number_key
numbered = Member.objects.exclude(personal_number="")
print("lost", sum(one.personal_number_key != personal_number_key(one.personal_number) for one in numbered))
"""


def issued_and_draft(office: Installation) -> tuple[str, str]:
    """Issue one plan of the demo; its slug, and that of one that is still composed anew each time."""
    match = re.search(r"^slugs (\S+) (\S+)$", office.done("shell", "-c", ISSUE), re.MULTILINE)
    assert match
    return match[1], match[2]


def kept_print(office: Installation, slug: str) -> tuple[bytes, str]:
    """The bytes that were issued, and the hash that was stored with them."""
    with office.opened() as cursor:
        cursor.execute(
            "SELECT d.pdf, d.sha256 FROM plans_plan p JOIN documents_issueddocument d"
            f" ON d.id = p.issued_document_id WHERE p.slug = '{slug}'"
        )
        pdf, digest = cursor.fetchone()
        return bytes(pdf), digest


def composed_text(office: Installation, slug: str) -> str:
    """What the program prints of a plan that it composes now."""
    file = office.data / "composed.pdf"
    office.done("plan_render", slug, "--output", file)
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)


def same_prints(
    address: str, before: Installation, after: Installation, issued: str, draft: str
) -> dict[str, bool]:
    """Whether the program that now answers is the one that was: its people, its papers."""
    from povertyplan.accounts.forms import DEMO_PASSWORD

    pdf, digest = kept_print(before, issued)
    reader = Reader(address, username="canbo", password=DEMO_PASSWORD)
    served = reader.get(f"/ke-hoach/{issued}/pdf/")
    return {
        "signs in": issued.encode() in reader.get(f"/ke-hoach/{issued}/"),
        "issued print equal, byte by byte": served == pdf and sha256(served).hexdigest() == digest,
        "plan composed anew, same text": composed_text(after, draft) == composed_text(before, draft),
    }


def measure(desk: Machine, office: Installation) -> Iterator[Result]:
    """A clone that installs the locked packages into an environment of its own: restored by `scripts/manage
    restore` and started by `scripts/serve`.
    """
    issued, draft = issued_and_draft(office)
    office.done("backup")
    (backup,) = (office.data / "backups").glob("*.backup")
    clone = desk.folder / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", BASE, clone], check=True)
    fresh = replace(desk.install("fresh", office.vendor, code=clone), secret=OTHER_SECRET)
    began = time.monotonic()
    _command(fresh, "scripts/manage", "restore", backup)
    restored = time.monotonic()
    with _served_by_script(fresh) as address:
        found = same_prints(address, office, fresh, issued, draft)
    backup.unlink()
    found["people found by their numbers"] = "lost 0" in fresh.done("shell", "-c", LOST)
    yield tallied(
        f"a fresh clone with the key and a backup on {office.vendor}, restored by one command",
        {what: int(holds) for what, holds in found.items()},
        bar="each",
        holds=all(found.values()),
    )
    yield timed(
        f"from the clone to the restored database on {office.vendor}", [restored - began], most=30 * 60
    )


def _command(fresh: Installation, *command: str | Path) -> None:
    ended = subprocess.run(
        command, cwd=fresh.code, env=fresh.environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(ended.stdout + ended.stderr)


@contextmanager
def _served_by_script(fresh: Installation) -> Iterator[str]:
    """The address of what `scripts/serve` starts."""
    port = free_port()
    nowhere = subprocess.DEVNULL
    server = subprocess.Popen(
        ["scripts/serve"],
        cwd=fresh.code,
        env={**fresh.environment, "PORT": str(port)},
        stdout=nowhere,
        stderr=nowhere,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()

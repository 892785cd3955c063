"""Bring the database and the static files up to date; on a demo's first start, load its communes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")


def main() -> None:
    """Everything that must stand before the first request, each step only where it is needed."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Cấu hình chưa đúng. {error}")
    with (settings.DATA / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once
        migrate()
        collect_static()
        load()


def migrate() -> None:
    """Apply the migrations that are missing; where people work with the database, after a backup of it.

    Without any, too: what goes with migrating depends on this machine, and the database may be another's.
    """
    from django.core.management import CommandError, call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Cập nhật cơ sở dữ liệu …", flush=True)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except CommandError as error:
        sys.exit(str(error))


def collect_static() -> None:
    """Collect the static files where one of them, or a library that brings some, has changed."""
    from django.conf import settings
    from django.core.management import call_command

    digest = hashlib.sha256((ROOT / "requirements/base.txt").read_bytes())
    for file in sorted((ROOT / "static").rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print("Chuẩn bị giao diện …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def load() -> None:
    """Load reference data, and the demo where nobody has an account yet."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    first = not get_user_model().objects.exists()
    if first:
        print("Nạp danh mục dùng chung …", flush=True)
    call_command("reference_load", verbosity=0)
    if first and settings.DEMO:
        print("Nạp dữ liệu trình diễn …", flush=True)
        call_command("demo")


if __name__ == "__main__":
    main()

"""The passphrase of the backups: POVERTYPLAN_BACKUP_KEY, or a file in the data folder made on first use."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from povertyplan.common.backup.folders import durable
from povertyplan.common.errors import DomainError

MINIMUM = 16
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 that are not taken for one another when copied from paper
KEY_MADE = (
    "Đã tạo khóa sao lưu {path}. Chép ngay khóa này ra nơi khác (in ra giấy, cất tủ), không để cùng USB với"
    " bản sao lưu. Mất khóa thì không mở được bản sao lưu nào."
)


def key_path() -> Path:
    """Where the key lies when the environment names none."""
    return Path(settings.DATA) / "backup-key"


def passphrase() -> str:
    """The passphrase; DomainError where there is none or it is too short to be whole."""
    if settings.BACKUP_KEY:
        return str(settings.BACKUP_KEY)
    path = key_path()
    if not path.exists():
        raise DomainError(
            f"Chưa có khóa sao lưu: chép tệp khóa vào {path}, hoặc đặt POVERTYPLAN_BACKUP_KEY, rồi chạy lại."
        )
    key = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(key) < MINIMUM:
        raise DomainError(f"Tệp khóa {path} đã hỏng: chép lại từ bản khóa cất ở nơi khác.")
    return key


def key_make() -> bool:
    """Make the key file (160 random bits) where there is no key yet; whether it was made."""
    path = key_path()
    if settings.BACKUP_KEY or path.exists():
        return False
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(8))
    with durable(path) as file:
        file.write("-".join(groups).encode() + b"\n")
    return True

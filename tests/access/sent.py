"""What a request sends whoever asks."""

from __future__ import annotations

# What a working form might send; a refusal must not depend on it.
SENT = {
    "kind": "annual",
    "heading": "Mục lạ",
    "body": "Lời lạ",
    "content": "text",
    "parent": "",
    "direction": "up",
    "version": "1",
    "reason": "Lý do lạ",
    "note": "Ghi chú lạ",
    "subject": "Trích yếu lạ",
    "seen": "{}",
    "finding": "f" * 64,
    "acknowledgement": "1",
}

"""From files to clean values: the words of a plan's kind, and an officer's table of hamlets."""

from __future__ import annotations

from plans.resources.kinds import kind_content, placeholders, plan_content

__all__ = ["kind_content", "placeholders", "plan_content"]

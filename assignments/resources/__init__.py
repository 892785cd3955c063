"""Workbooks of who helps whom, in and out."""

from __future__ import annotations

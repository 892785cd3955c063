"""Backups: an encrypted copy of the whole database that was restored once before it counts.

It needs the audit chain and the append-only triggers and nothing above them, so it stands in `common`.
"""

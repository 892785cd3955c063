"""Workbooks of who helps whom."""

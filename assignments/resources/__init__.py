"""Workbooks of who helps whom, in and out."""

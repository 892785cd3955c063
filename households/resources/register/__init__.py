"""Households with their members and reviews as a workbook, out and back in."""

"""From workbooks to who helps whom."""

"""Forms of who helps whom."""

"""Pages of who helps whom."""

"""Pages of a year and of a plan."""

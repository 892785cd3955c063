"""Forms of reports; a file for each part."""

"""Views of reports; a file for each part."""

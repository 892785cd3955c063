"""Parts of a URL that are more than digits."""

from __future__ import annotations

from django.urls.converters import IntConverter, StringConverter

from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR


class YearConverter(IntConverter):
    """A year that a plan may be of; anything else is no page."""

    regex = "20[0-9]{2}"

    def to_python(self, value: str) -> int:
        year = int(value)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(value)
        return year


class PaperConverter(StringConverter):
    """The ending of a file that a paper comes as."""

    regex = "pdf|docx"

"""Static files without what no page asks for: collecting all of Bootstrap takes 23 MB and 20 s."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class LeanStaticFilesConfig(StaticFilesConfig):
    # Of Bootstrap only bootstrap.min.css and bootstrap.bundle.min.js stay, each with its map,
    # because manifest storage follows sourceMappingURL.
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "*.esm.*",
        "bootstrap-*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.min.js*",
        "bootstrap.bundle.js*",
        "version.txt",
    ]

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "povertyplan.documents"
    verbose_name = "văn bản"

    def ready(self) -> None:
        from povertyplan.documents.pdf import register_checks

        register_checks()

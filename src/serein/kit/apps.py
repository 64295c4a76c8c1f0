from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "serein.kit"
    label = "kit"
    verbose_name = "Kit"

    def ready(self) -> None:
        from serein.kit import checks, jobs

        assert checks  # its checks are registered by the import
        jobs.discover()

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "serein.kit"
    label = "kit"
    verbose_name = "Kit"

    def ready(self) -> None:
        from serein.kit import jobs

        jobs.discover()

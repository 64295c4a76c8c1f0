from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "serein.kit"
    label = "kit"
    verbose_name = "Kit"

    def ready(self) -> None:
        import serein.kit.checks  # noqa: F401 (registers what `check --deploy` refuses)
        from serein.kit import following, jobs, offline

        jobs.discover()
        following.discover()
        offline.discover()

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "serein.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from serein.people import desk_pages

        desk_pages.discover()

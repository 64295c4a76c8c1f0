from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "serein.people"
    label = "people"
    verbose_name = "People"

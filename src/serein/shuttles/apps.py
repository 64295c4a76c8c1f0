from django.apps import AppConfig


class ShuttlesConfig(AppConfig):
    name = "serein.shuttles"
    label = "shuttles"
    verbose_name = "Night shuttles"

from django.apps import AppConfig


class StreetsConfig(AppConfig):
    name = "serein.streets"
    label = "streets"
    verbose_name = "Streets"

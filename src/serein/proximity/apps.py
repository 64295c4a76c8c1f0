from django.apps import AppConfig


class ProximityConfig(AppConfig):
    name = "serein.proximity"
    label = "proximity"
    verbose_name = "Proximity"

from django.apps import AppConfig


class NightlifeConfig(AppConfig):
    name = "serein.nightlife"
    label = "nightlife"
    verbose_name = "Nightlife"

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "serein.listening"
    label = "listening"
    verbose_name = "Listening"

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "serein.portal"
    label = "portal"
    verbose_name = "Portal"

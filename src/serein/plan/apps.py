from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "serein.plan"
    label = "plan"
    verbose_name = "Plan"

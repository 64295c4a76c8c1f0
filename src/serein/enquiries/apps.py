from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "serein.enquiries"
    label = "enquiries"
    verbose_name = "Enquiries"

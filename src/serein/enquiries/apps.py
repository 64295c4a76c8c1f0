from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "serein.enquiries"
    label = "enquiries"
    verbose_name = "Enquiries"

    def ready(self) -> None:
        from serein.enquiries import kinds

        kinds.discover()

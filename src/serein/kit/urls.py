from django.conf import settings
from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.kit.views.components import show_components
from serein.kit.views.offline import show_waiting

app_name = "kit"
urlpatterns = [
    path(pgettext_lazy("url", "on-this-device/"), show_waiting, name="waiting"),
    *([path("composants/", show_components, name="components")] if settings.DEMO or settings.DEBUG else []),
]

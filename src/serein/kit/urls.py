from django.urls import path

from serein.kit.views.components import show_components

app_name = "kit"
urlpatterns = [path("composants/", show_components, name="components")]

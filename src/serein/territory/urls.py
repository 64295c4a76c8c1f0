from django.urls import path

from serein.territory.views.base_map import send_base_map
from serein.territory.views.beats import send_beats

app_name = "territory"
urlpatterns = [
    path("tiles/base.pmtiles", send_base_map, name="base_map"),
    path("data/beats.geojson", send_beats, name="beats"),
]

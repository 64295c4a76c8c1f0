"""Addresses without a language: what programs read."""

from django.urls import path

from serein.shuttles.views import public_feeds

app_name = "shuttles_feeds"
urlpatterns = [path("gtfs/serein-nights.zip", public_feeds.send_gtfs, name="gtfs")]

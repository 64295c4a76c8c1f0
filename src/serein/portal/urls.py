from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.portal.views import accessibility, demo, home, neighbourhood, open_data, thread

app_name = "portal"
urlpatterns = [
    path("", home.show_home, name="home"),
    path(pgettext_lazy("url", "my-neighbourhood/"), neighbourhood.show_neighbourhood, name="neighbourhood"),
    path(pgettext_lazy("url", "follow/"), thread.follow, name="follow"),
    path(pgettext_lazy("url", "follow/<str:code>/"), thread.show_thread, name="thread"),
    path(pgettext_lazy("url", "follow/<str:code>/opinion/"), thread.give_opinion, name="opinion"),
    path(pgettext_lazy("url", "follow/<str:code>/withdraw/"), thread.withdraw, name="withdraw"),
    path(pgettext_lazy("url", "follow/<str:code>/export/"), thread.export, name="export"),
    path(pgettext_lazy("url", "follow/<str:code>/erase/"), thread.erase, name="erase"),
    path(pgettext_lazy("url", "accessibility/"), accessibility.show_statement, name="accessibility"),
    path(pgettext_lazy("url", "data/"), open_data.show_open_data, name="open_data"),
    path(pgettext_lazy("url", "data/delays.csv"), open_data.download_delays, name="delays"),
    path("demo/entrer/", demo.enter_as, name="enter_as"),
    path("demo/horloge/", demo.move_clock, name="move_clock"),
]

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.people.views import desk

app_name = "people"
urlpatterns = [
    path(pgettext_lazy("url", "desk/absences/"), desk.absences, name="absences"),
    path(pgettext_lazy("url", "desk/absences/<int:pk>/end/"), desk.end_absence, name="end_absence"),
    path(pgettext_lazy("url", "desk/postings/"), desk.postings, name="postings"),
    path(pgettext_lazy("url", "desk/postings/leave/"), desk.let_leave, name="let_leave"),
    path(pgettext_lazy("url", "desk/numbers/"), desk.numbers, name="numbers"),
    path(pgettext_lazy("url", "desk/numbers/<slug:code>/"), desk.verify_number, name="verify_number"),
]

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.people.views import accounts, desk, reference

app_name = "people"
urlpatterns = [
    path(pgettext_lazy("url", "desk/absences/"), desk.absences, name="absences"),
    path(pgettext_lazy("url", "desk/absences/<int:pk>/end/"), desk.end_absence, name="end_absence"),
    path(pgettext_lazy("url", "desk/postings/"), desk.postings, name="postings"),
    path(pgettext_lazy("url", "desk/postings/leave/"), desk.let_leave, name="let_leave"),
    path(pgettext_lazy("url", "desk/me/"), accounts.introduction, name="introduction"),
    path(pgettext_lazy("url", "desk/accounts/"), accounts.accounts, name="accounts"),
    path(pgettext_lazy("url", "desk/accounts/<int:pk>/"), accounts.account, name="account"),
    path(pgettext_lazy("url", "desk/accounts/roles/<int:pk>/end/"), accounts.end_role, name="end_role"),
    path(pgettext_lazy("url", "desk/reference/"), reference.show_shelves, name="shelves"),
    path(pgettext_lazy("url", "desk/reference/<slug:slug>/"), reference.show_shelf, name="shelf"),
    path(pgettext_lazy("url", "desk/reference/<slug:slug>/new/"), reference.change_row, name="add_row"),
    path(pgettext_lazy("url", "desk/reference/<slug:slug>/<int:pk>/"), reference.change_row, name="change_row"),
    path(pgettext_lazy("url", "desk/numbers/"), desk.numbers, name="numbers"),
    path(pgettext_lazy("url", "desk/numbers/<slug:code>/"), desk.verify_number, name="verify_number"),
]

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.enquiries.views import desk, kinds, personal_data

app_name = "enquiries"
urlpatterns = [
    path(pgettext_lazy("url", "desk/requests/<int:pk>/"), desk.show_enquiry, name="enquiry"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/contact/"), desk.read_contact, name="read_contact"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/answer/"), desk.answer, name="answer"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/hand-over/"), desk.hand_over, name="hand_over"),
    path(pgettext_lazy("url", "desk/kinds/"), kinds.show_kinds, name="kinds"),
    path(pgettext_lazy("url", "desk/mail/"), desk.show_outbox, name="outbox"),
    path(pgettext_lazy("url", "desk/personal-data/"), personal_data.show_personal_data, name="personal_data"),
]

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.enquiries.views import desk, kinds, outbox, personal_data, reference

app_name = "enquiries"
urlpatterns = [
    path(pgettext_lazy("url", "desk/requests/<int:pk>/"), desk.show_enquiry, name="enquiry"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/contact/"), desk.read_contact, name="read_contact"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/answer/"), desk.answer, name="answer"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/hand-over/"), desk.hand_over, name="hand_over"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/take/"), desk.take, name="take"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/plan/"), desk.plan, name="plan"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/wait/"), desk.wait, name="wait"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/redact/"), desk.redact, name="redact"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/photo/"), desk.show_photo, name="photo"),
    path(pgettext_lazy("url", "desk/requests/<int:pk>/photo/drop/"), desk.drop_photo, name="drop_photo"),
    path(pgettext_lazy("url", "desk/rules/"), reference.show_rules, name="rules"),
    path(pgettext_lazy("url", "desk/standard-answers/"), reference.show_answers, name="standard_answers"),
    path(pgettext_lazy("url", "desk/kinds/"), kinds.show_kinds, name="kinds"),
    path(pgettext_lazy("url", "desk/mail/"), outbox.show_outbox, name="outbox"),
    path(pgettext_lazy("url", "desk/personal-data/"), personal_data.show_personal_data, name="personal_data"),
]

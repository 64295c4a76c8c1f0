"""An office answers a reminder: the link opens the question with the answer ready, one button sends it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.kit.private_pages import by_code
from serein.plan import letters
from serein.plan.forms.plan import WordsForm
from serein.plan.models import Reminder
from serein.plan.operations import actions, reminders, steps
from serein.plan.queries import reminders as queries


@require_http_methods(["GET", "POST"])
@by_code
def answer_reminder(request: HttpRequest, token: str, answer: str) -> HttpResponse:
    """Mail scanners follow links: a GET shows the question and changes nothing."""
    reminder = _find(token)
    if answer not in letters.ANSWERS:
        raise Http404
    needs_words = answer != "done"
    form = WordsForm(request.POST if request.method == "POST" and needs_words else None)
    context = {"reminder": reminder, "step": reminder.step, "answer": answer, "form": form if needs_words else None}
    if not queries.is_open(reminder, now=clock.now()) or reminder.step.is_done:
        return render(request, "plan/reminder_spent.html", context, status=410)
    if request.method == "POST" and (not needs_words or form.is_valid()):
        words = form.cleaned_data if needs_words else {}
        try:
            reminders.answer_reminder(reminder=reminder, answer=answer, now=clock.now(), **words)
        except (reminders.ReminderSpent, steps.StepAlreadyDone, actions.ActionAbandoned):
            return render(request, "plan/reminder_spent.html", context, status=410)
        return render(request, "plan/reminder_answered.html", context)
    return render(request, "plan/answer_reminder.html", context, status=422 if request.method == "POST" else 200)


def _find(token: str) -> Reminder:
    pk = letters.read_token(token)
    reminder = queries.find_reminder(pk=pk) if pk is not None else None
    if reminder is None:
        raise Http404(_("This link is not one of ours."))
    return reminder

"""My time: the drawn days I am asked to tell, and my own figures, which nobody else sees (H32)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock
from serein.people.access import actor_of, duty_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import OWN_TIME
from serein.proximity.forms.measuring import DayForm
from serein.proximity.marks import own_mark
from serein.proximity.operations import measuring
from serein.proximity.queries import measuring as queries


@require_GET
@staff_page(*OWN_TIME.roles)
def show_own_time(request: HttpRequest) -> HttpResponse:
    mark = own_mark(duty_of(request).account)
    today = timezone.localdate(clock.now())
    context = {
        "to_tell": queries.list_days_to_tell(mark=mark, on=today),
        "own": queries.sum_own(mark=mark),
        "may_measure": queries.may_measure(on=today),
    }
    return render(request, "proximity/own_time.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*OWN_TIME.roles)
def tell_day(request: HttpRequest, pk: int) -> HttpResponse:
    mark = own_mark(duty_of(request).account)
    day = access.get_own_sampled_day(pk=pk, mark=mark)
    form = DayForm(request.POST or None, day=day.day, asked=queries.list_kinds_to_ask(on=day.day))
    if request.method == "POST" and form.is_valid():
        try:
            measuring.tell_day(
                sampled_day=day,
                mark=mark,
                spent=form.spent(),
                asked=form.asked,
                by=actor_of(request),
                now=clock.now(),
            )
        except measuring.NotYourDay:
            form.add_error(None, _("This day can no longer be told, or not yet: a week after it, memory fades."))
        except measuring.DayOverfull:
            form.add_error(None, _("These minutes do not fit in a day: sixteen hours at most."))
        else:
            messages.success(request, _("Thank you. It counts with those of your colleagues; nobody sees whose it is."))
            return redirect("proximity:own_time")
    context = {"form": form, "day": day}
    return render(request, "proximity/tell_day.html", context, status=422 if form.is_bound else 200)

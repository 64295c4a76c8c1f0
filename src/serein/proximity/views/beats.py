"""The versions of the beats, and a new draft from a file or from what is in force."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity.desk_pages import BEATS
from serein.proximity.forms.meetings import LARGEST_UPLOAD, TOO_LARGE, BeatsFileForm
from serein.territory import operations
from serein.territory import queries as territory
from serein.territory.importing.beats import DraftImport, import_beats
from serein.territory.importing.files import WrongFile

ROOM_FOR_THE_FORM = 64 * 1024
REASONS_SHOWN = 5


@csrf_exempt  # checked in `_take_file`: the check reads what was sent, and a file too large must not be read
@require_http_methods(["GET", "POST"])
@staff_page(*BEATS.roles)
def show_beats(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, BeatsFileForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_UPLOAD + ROOM_FOR_THE_FORM:
        return _page(request, BeatsFileForm(), refusal=str(TOO_LARGE), status=413)
    return _take_file(request)


@require_POST
@staff_page(*BEATS.roles)
def draft_beats(request: HttpRequest) -> HttpResponse:
    """Make a draft from the version in force."""
    try:
        draft = operations.draft_from_version_in_force(by=actor_of(request), now=clock.now())
    except operations.NoVersionInForce:
        messages.warning(request, _("No version is in force yet: take the first one from a file."))
        return redirect("proximity:beats")
    messages.success(request, _("This draft says what is in force today. Change it: residents see nothing of it."))
    return redirect("proximity:beat_version", draft.pk)


@csrf_protect
def _take_file(request: HttpRequest) -> HttpResponse:
    form = BeatsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        done = _import(request, form)
    except WrongFile as error:
        form.add_error("file", _("This file was not taken. %(reason)s") % {"reason": error})
        return _page(request, form, status=422)
    messages.success(request, _("Read as a draft: check it, then put it in force from a day."))
    _tell_what_was_left_out(request, done)
    return redirect("proximity:beat_version", done.version.pk)


def _import(request: HttpRequest, form: BeatsFileForm) -> DraftImport:
    file, now = form.cleaned_data["file"], clock.now()
    with tempfile.TemporaryDirectory(prefix="serein-beats-") as folder:
        path = Path(folder) / Path(file.name).name[-100:]
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return import_beats(path=path, in_force_from=timezone.localdate(now), now=now, by=actor_of(request))


def _tell_what_was_left_out(request: HttpRequest, done: DraftImport) -> None:
    for report in done.reports:
        for reason, count in report.refused.most_common(REASONS_SHOWN):
            text = ngettext(
                "One line was left out: %(reason)s (%(example)s)",
                "%(n)d lines were left out: %(reason)s (for instance %(example)s)",
                count,
            )
            messages.warning(request, text % {"n": count, "reason": reason, "example": report.examples[reason]})


def _page(request: HttpRequest, form: BeatsFileForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"versions": territory.list_beat_versions(), "form": form, "refusal": refusal}
    return render(request, "proximity/beats.html", context, status=status)

"""Templates of letters: what is in force, the house's models to start from, what can be filled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity import access, letters
from serein.proximity.desk_pages import LETTER_TEMPLATES
from serein.proximity.forms.letters import TemplateForm
from serein.proximity.letter_files import WrongTemplate
from serein.proximity.models import LetterTemplate
from serein.proximity.operations import letters as operations
from serein.proximity.queries.letters import list_in_force
from serein.proximity.views.letters import as_file


@require_http_methods(["GET", "POST"])
@staff_page(*LETTER_TEMPLATES.roles)
def show_templates(request: HttpRequest) -> HttpResponse:
    """Show what is in force for each use, and take a template in."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            operations.upload_template(
                use=told["use"],
                language=told["language"],
                raw=told["file"].read(),
                file_name=told["file"].name,
                by=actor_of(request),
                now=clock.now(),
            )
        except WrongTemplate as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("In force: the next letter is written in it."))
            return redirect("proximity:letter_templates")
    in_force = list_in_force()
    uses = [
        (use, label, [row for row in in_force if row.use == use], letters.PLACEHOLDERS[use].items())
        for use, label in LetterTemplate.Use.choices
    ]
    models = [(language, kind) for language in LetterTemplate.Language for kind in LetterTemplate.Kind]
    context = {"form": form, "uses": uses, "models": models}
    return render(request, "proximity/letter_templates.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_page(*LETTER_TEMPLATES.roles)
def download_model(request: HttpRequest, use: str, language: str, kind: str) -> HttpResponse:
    """Send the house's text with its placeholders."""
    known = (LetterTemplate.Use.values, LetterTemplate.Language.values, LetterTemplate.Kind.values)
    if any(value not in values for value, values in zip((use, language, kind), known, strict=True)):
        raise Http404
    return as_file(letters.house_model(use=use, language=language, kind=kind, now=clock.now()), use, kind)


@require_GET
@staff_page(*LETTER_TEMPLATES.roles)
def download_template(request: HttpRequest, pk: int) -> HttpResponse:
    template = access.get_letter_template(pk=pk)
    return as_file(bytes(template.content), template.use, template.kind)


@require_POST
@staff_page(*LETTER_TEMPLATES.roles)
def withdraw_template(request: HttpRequest, pk: int) -> HttpResponse:
    template = access.get_letter_template(pk=pk)
    operations.withdraw_template(template=template, by=actor_of(request), now=clock.now())
    messages.success(request, _("Taken away: what was in force before is again."))
    return redirect("proximity:letter_templates")

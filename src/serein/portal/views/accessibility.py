"""The accessibility statement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def show_statement(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")

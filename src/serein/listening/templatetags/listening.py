"""What pages of lower packages show of reports, where a kind of enquiry brings its own part."""

from django import template

from serein.enquiries.models import Enquiry
from serein.listening.models.report import Report
from serein.listening.queries import desk

register = template.Library()


@register.simple_tag
def report_of(enquiry: Enquiry) -> Report | None:
    return desk.find_report_of(enquiry=enquiry)


@register.simple_tag
def reports_like(report: Report) -> list[Report]:
    return desk.list_like(report=report)

"""What pages of lower packages show of walks, where a kind of enquiry brings its own part."""

from django import template

from serein.enquiries.models import Enquiry
from serein.streets.models import Finding
from serein.streets.queries import walks

register = template.Library()


@register.simple_tag
def finding_of(enquiry: Enquiry) -> Finding | None:
    return walks.find_of_enquiry(enquiry=enquiry)

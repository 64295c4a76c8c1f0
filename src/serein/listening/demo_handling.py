"""How the demo commune handles reports: standard words, rules of ownership, another program, a tool that is told."""

from datetime import datetime, timedelta

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, OwnerRule, StandardAnswer
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.listening import operations
from serein.listening.demo_words import DONE, NOT_DONE, NOT_OURS
from serein.listening.models.partner import Delivery, Partner
from serein.listening.models.report import Report
from serein.people.models import Office
from serein.territory.models import Neighbourhood

WORDS = (
    (Enquiry.Outcome.DONE, DONE),
    (Enquiry.Outcome.NO_ACTION, NOT_DONE),
    (Enquiry.Outcome.NOT_OURS, NOT_OURS),
)
TOOL = "https://werken.demo.invalid/serein"


def build(*, now: datetime) -> None:
    """Build what stands before the first report; what follows from reports comes after them, in `tell_the_tool`."""
    long_ago = now - timedelta(days=300)
    for outcome, pairs in WORDS:
        for french, dutch in pairs:
            words = StandardAnswer(outcome=outcome, text_fr=french, text_nl=dutch)
            enquiries.keep_standard_answer(answer=words, by=SYSTEM, now=long_ago)
    works, prevention = (Office.objects.get(code=code) for code in ("works", "prevention"))
    edge = Neighbourhood.objects.order_by("code").last()
    rules = (
        OwnerRule(rank=10, kind="report_road_layout", office=prevention),
        OwnerRule(rank=20, kind="report_dumping", neighbourhood=edge, office=works),
    )
    for rule in rules:
        enquiries.keep_rule(rule=rule, by=SYSTEM, now=long_ago)
    operations.give_key(name="FixMyStreet", may=Partner.May.REPORT, office=None, by=SYSTEM, now=long_ago)
    operations.give_key(name="Atal", may=Partner.May.HANDLE, office=works, by=SYSTEM, now=long_ago)


def tell_the_tool(*, now: datetime) -> None:
    """Note what the works department's tool heard lately: most of it arrived, one message is being tried again."""
    works = Office.objects.get(code="works")
    webhook = operations.tell_office_at(office=works, address=TOOL, by=SYSTEM, now=now)
    numbers = dict(Report.objects.filter(enquiry__office=works).values_list("enquiry_id", "pk"))
    acts = JournalEntry.objects.filter(act__in=("enquiry.opened", "enquiry.answered")).order_by("-number")[:60]
    heard = [entry for entry in acts if int(entry.about_id) in numbers][:12]
    for place, entry in enumerate(reversed(heard)):
        at = now - timedelta(minutes=9 * (len(heard) - place))
        is_last = place == len(heard) - 1
        Delivery.objects.create(
            webhook=webhook,
            act=entry.act,
            number=entry.number,
            report=numbers[int(entry.about_id)],
            written_at=at,
            attempts=2 if is_last else 1,
            try_at=now + timedelta(minutes=15) if is_last else None,
            delivered_at=None if is_last else at,
            error="503" if is_last else "",
        )

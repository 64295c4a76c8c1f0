"""What the database refuses reaches staff as a sentence, never as the name of a constraint."""

from typing import Any

import pytest
from django.apps import apps

from serein.proximity.models import Surgery, TaskDecision, TaskType
from tests.client import WatchfulClient
from tests.proximity.make import Place, url
from tests.proximity.work import account_of, enter, make_catalogue

pytestmark = [pytest.mark.django_db]

KIND = {
    "code": "new",
    "name_fr": "Nouveau",
    "name_nl": "Nieuw",
    "asked_by": "resident",
    "activity": "other",
    "visit_minutes": "10",
}
DECISION = {
    "what": "decision",
    "decision": "shift",
    "reason_fr": "La loi le permet.",
    "reason_nl": "De wet laat het toe.",
    "decided_on": "2026-06-01",
    "effective_on": "2026-06-15",
}
HOUR = {
    "starts_at": "2026-06-22T10:00",
    "ends_at": "2026-06-22T09:00",
    "place_type": "market",
}
SURGERY = {
    "weekday": "1",
    "opens": "10:00",
    "closes": "11:00",
    "slot_minutes": "20",
    "place_fr": "Poste",
    "place_nl": "Post",
    "from_on": "2026-06-22",
}


@pytest.mark.parametrize(
    ("name", "args", "sent"),
    [
        ("add_task_type", (), KIND | {"asked_by": "prosecutor", "is_visit": "on"}),
        ("add_task_type", (), KIND | {"visit_minutes": "1"}),
        ("add_task_type", (), KIND | {"code": "certificate"}),
        ("task_type", ("certificate",), DECISION),
        ("task_type", ("certificate",), KIND | {"what": "correct", "visit_minutes": "121"}),
        ("booked", (), HOUR),
        ("surgeries", (), SURGERY | {"closes": "09:00"}),
        ("surgeries", (), SURGERY | {"slot_minutes": "1"}),
    ],
)
def test_no_name_of_a_constraint_reaches_the_page(
    place: Place,
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    args: tuple[str, ...],
    sent: dict[str, Any],
) -> None:
    make_catalogue()
    kinds = TaskType.objects.count()
    chief = enter(client, account_of("Farid"), monkeypatch)
    names = {one.name for model in apps.get_app_config("proximity").get_models() for one in model._meta.constraints}

    answer = chief.post(url(f"proximity:{name}", *args), sent | {"beat": place.beat.pk, "desk": place.town.desk.pk})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert not [one for one in names if one in html]
    assert "Task type" not in html
    assert (TaskType.objects.count(), TaskDecision.objects.count(), Surgery.objects.count()) == (kinds, 0, 0)

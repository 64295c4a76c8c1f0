from datetime import timedelta

import pytest
from django.utils import timezone

from serein.kit import jobs
from serein.kit.models import Heartbeat
from tests.client import WatchfulClient

pytestmark = pytest.mark.django_db


def test_health_says_ok_while_web_worker_and_scheduler_are_at_work(client: WatchfulClient) -> None:
    jobs.beat("worker")
    jobs.beat("scheduler")

    response = client.get("/health")

    assert response.status_code == 200
    assert response.json() == {"web": "ok", "worker": "ok", "scheduler": "ok"}


@pytest.mark.harm("H01")
def test_health_fails_when_the_worker_is_silent_since_no_mail_would_go_out(client: WatchfulClient) -> None:
    jobs.beat("scheduler")
    Heartbeat.objects.create(name="worker", beaten_at=timezone.now() - timedelta(minutes=4))

    response = client.get("/health")

    assert response.status_code == 503
    assert response.json()["worker"] == "silent"

"""/metrics: closed without the token; figures by shape, never by person."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import Chore
from accounts.services.chores import record_chore
from config.operations.tallies import note_request, note_task
from core import clock
from core.actor import CLOCK
from notifications.models import Notification
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

TOKEN = "a token that nobody guesses"


def ask(client, token=TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def figures(client):
    families = text_string_to_metric_families(ask(client).text)
    return {(s.name, *sorted(s.labels.items())): s.value for family in families for s in family.samples}


@pytest.mark.parametrize(("known", "sent"), [("", ""), ("", TOKEN), (TOKEN, ""), (TOKEN, "another")])
def test_without_the_token_there_is_no_such_page_for_an_administrator_neither(client, settings, known, sent):
    settings.METRICS_TOKEN = known
    client.force_login(MembershipFactory(administrator=True).user)
    assert ask(client, sent).status_code == 404


def test_the_figures_are_counted_by_shape_and_by_task(client, settings):
    settings.METRICS_TOKEN = TOKEN
    note_request("/slots/<int:pk>/", 200, 0.15)
    note_request("/slots/<int:pk>/", 404, 0.02)
    note_task("placements.sweep_offers", well=False, sent=0)
    found = figures(client)
    page = ("page", "/slots/<int:pk>/")
    assert found["wardbridge_requests_total", page, ("status", "2xx")] == 1
    assert found["wardbridge_request_seconds_bucket", ("le", "0.1"), page] == 1
    assert found["wardbridge_request_seconds_bucket", ("le", "+Inf"), page] == 2
    assert found["wardbridge_request_seconds_sum", page] == pytest.approx(0.17)
    assert found["wardbridge_tasks_total", ("result", "failed"), ("task", "placements.sweep_offers")] == 1
    assert found["wardbridge_outbox_waiting",] == Notification.objects.count() == 0


def test_reading_the_figures_is_not_counted_itself(client, settings):
    settings.METRICS_TOKEN = TOKEN
    ask(client)
    assert [key for key in figures(client) if key[0] == "wardbridge_requests_total"] == []


def test_who_watches_sees_how_old_the_last_backup_is_and_what_room_is_left(client, settings):
    settings.METRICS_TOKEN = TOKEN
    now = clock.now()
    record_chore(Chore.Kind.BACKUP, by=CLOCK, now=now, ok=False)
    assert figures(client)["wardbridge_backup_age_seconds",] == float("inf")
    ago = now - timedelta(hours=30)
    record_chore(Chore.Kind.BACKUP, by=CLOCK, now=ago, finished=ago, ok=True)
    found = figures(client)
    assert found["wardbridge_backup_age_seconds",] == pytest.approx(30 * 3600, abs=60)
    assert found["wardbridge_disk_free_bytes",] > 0

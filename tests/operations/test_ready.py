"""/readyz: cheap to answer, and honest about a server that only reads."""

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import DatabaseError, connection

from config.pages import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch):
    monkeypatch.setitem(health._held, "until", 0.0)


def test_the_looks_are_taken_once_in_a_while_however_often_they_are_asked_for(client, django_assert_num_queries):
    first = client.get("/readyz").json()
    with django_assert_num_queries(0):
        assert client.get("/readyz").json() == first
    health._held["until"] = 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(health.NEEDED, "disk", lambda: health.NEARLY_FULL)
        assert client.get("/readyz").status_code == 503


def test_a_database_that_only_reads_takes_no_visitors(client):
    assert health.database() == health.FINE
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_transaction_read_only = on")
    assert health.database() == health.READ_ONLY
    assert client.get("/readyz").status_code == 503


def test_a_database_that_is_away_does_not_answer(monkeypatch):
    def away(*_args):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    assert health.database() == health.AWAY


def test_a_full_disk_is_nothing_to_a_portal_whose_files_are_in_a_bucket(monkeypatch):
    monkeypatch.setattr(health, "ROOM", 10**18)
    assert health.disk() == health.NEARLY_FULL
    monkeypatch.setattr(health, "default_storage", InMemoryStorage())
    assert health.disk() == health.FINE

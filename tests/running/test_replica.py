"""Search and figures are read from the replica, where there is one that keeps up; whatever must not be old is not."""

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connections, transaction
from django.urls import get_resolver, reverse

from accounts.models import User
from config import replica
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(settings, monkeypatch):
    """Which database each page's own reads were sent to. The replica is a name for the first: nothing follows anything here."""
    monkeypatch.setitem(settings.DATABASES, "replica", settings.DATABASES["default"])
    monkeypatch.setattr(replica, "looks_fit", lambda: True)
    monkeypatch.setitem(replica._seen, "at", 0.0)
    sent = set()
    real = replica.Router.db_for_read

    def note(self, model, **hints):
        sent.add(real(self, model, **hints))
        return "default"

    monkeypatch.setattr(replica.Router, "db_for_read", note)
    monkeypatch.setattr(connections["replica"], "ensure_connection", lambda: None)
    yield sent
    del connections["replica"]


def read(client, asked, name):
    asked.clear()
    assert client.get(reverse(name)).status_code == 200
    return "replica" in asked


def test_search_reads_from_the_replica_and_other_pages_do_not(client, asked):
    client.force_login(MembershipFactory(coordinator=True).user)
    assert [read(client, asked, name) for name in ("internship_list", "agreement_runway", "home", "student_list")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_browser_that_wrote_reads_from_the_first_for_a_while(client, asked):
    client.force_login(MembershipFactory(coordinator=True).user)
    client.post(reverse("theme_set"), {"theme": "dark"})
    assert client.cookies[replica.WROTE]["max-age"] == replica.REMEMBERED > replica.BEHIND_AT_MOST
    assert read(client, asked, "internship_list") is False


def test_nothing_is_read_from_it_inside_a_transaction_and_nothing_written_to_it():
    router, flag = replica.Router(), replica._reading.set(True)
    try:
        with transaction.atomic():
            assert router.db_for_read(User) == "default"
        assert router.db_for_write(User) == "default"
    finally:
        replica._reading.reset(flag)


def test_one_that_is_away_or_far_behind_is_left_alone(client, asked, monkeypatch):
    monkeypatch.setattr(replica, "looks_fit", lambda: False)
    assert read(client, asked, "internship_list") is False


class Answers:
    """A connection that gives these answers, one a question, and keeps what it was asked with."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def execute(self, _question, parameters=()):
        self.asked += parameters

    def fetchone(self):
        return (self.answers.pop(0),)


def test_one_that_hears_nothing_more_has_not_what_the_first_has(monkeypatch):
    """A replica whose line was cut has replayed all that it received, and would call itself up to date for ever."""
    first, second = Answers("0/10", "0/20", "0/90"), Answers(True, False, None)
    monkeypatch.setattr(replica, "connections", {"default": first, "replica": second})
    monkeypatch.setattr(replica, "_mark", {"at": float("-inf"), "place": None})
    assert [replica.looks_fit() for _time in range(2)] == [True, False]
    monkeypatch.setitem(replica._mark, "at", replica._mark["at"] - replica.BEHIND_AT_MOST - 1)
    assert replica.looks_fit() is False  # what it says when it has replayed nothing yet is no error either
    assert second.asked == [
        "0/10",
        "0/10",
        "0/90",
    ]  # as far as the first was a moment ago; after a long silence as far as it is


def test_a_server_that_follows_nobody_is_no_replica(settings, monkeypatch):
    monkeypatch.setattr(replica, "connections", {"default": connections["default"], "replica": connections["default"]})
    assert replica.looks_fit() is False


def test_one_that_goes_away_between_two_looks_costs_nobody_a_page(client, asked, monkeypatch):
    client.force_login(MembershipFactory(coordinator=True).user)
    assert read(client, asked, "internship_list") is True

    def gone():
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connections["replica"], "ensure_connection", gone)
        assert read(client, asked, "internship_list") is False
    assert read(client, asked, "internship_list") is False  # nor asks anybody again before the next look


def test_every_page_of_the_table_is_there():
    names = get_resolver().reverse_dict.keys()
    assert {name for name in replica.READERS if name not in names} == set()


def test_without_a_replica_there_is_one_database_and_nothing_is_remembered(client):
    assert list(connections) == list(django_settings.DATABASES) == ["default"]
    client.force_login(MembershipFactory(coordinator=True).user)
    client.post(reverse("theme_set"), {"theme": "dark"})
    assert replica.WROTE not in client.cookies

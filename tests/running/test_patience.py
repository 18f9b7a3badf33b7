"""A server that says nothing more ends no page's patience but its own."""

import socket

import psycopg2
import pytest
from django.contrib import auth
from django.db import OperationalError, connection
from psycopg2 import extensions

from config import patience
from tests.factories.accounts import UserFactory


@pytest.fixture
def limited(monkeypatch):
    monkeypatch.setattr(patience, "ANSWERS_WITHIN", 0.3)
    monkeypatch.setattr(patience, "CONNECTS_WITHIN", 0.3)
    patience.limit_waiting()
    yield
    extensions.set_wait_callback(None)


@pytest.mark.django_db
def test_an_answer_that_does_not_come_is_an_error_and_the_next_connection_is_well(limited):
    place = connection.get_connection_params()
    place.pop("cursor_factory", None)
    place.pop("context", None)
    one = psycopg2.connect(**place)
    with one.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
        with pytest.raises(psycopg2.OperationalError, match="did not answer within 0 seconds"):
            cursor.execute("SELECT pg_sleep(30)")
    assert one.closed
    with psycopg2.connect(**place) as two, two.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)
        with two.cursor(name="rows_by_and_by") as by_and_by:  # as lists that go out are read
            by_and_by.itersize = 2
            by_and_by.execute("SELECT generate_series(1, 5)")
            assert list(by_and_by) == [(n,) for n in range(1, 6)]
    two.close()


def test_a_server_that_takes_a_connection_and_never_speaks_is_given_up(limited):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(psycopg2.OperationalError, match="did not"):
        psycopg2.connect(host="127.0.0.1", port=silent.getsockname()[1], user="a", dbname="b")


@pytest.mark.django_db
def test_a_page_that_cannot_read_who_asks_waits_once_and_its_line_in_the_log_not_again(client, monkeypatch):
    client.force_login(UserFactory())
    client.raise_request_exception = False
    waits = []

    def away(request):
        waits.append(request.path)
        raise OperationalError

    monkeypatch.setattr(auth, "get_user", away)
    answer = client.get("/home/")
    assert (answer.status_code, answer["Retry-After"], waits) == (503, "30", ["/home/"])

"""The log says what happened, and nobody by name. `conftest._log_names_nobody` watches every test; this watches the watcher."""

import logging

import pytest
import structlog

from tests.logs import said_of_people

pytestmark = pytest.mark.django_db

TOKEN = "q2x7Jd0aV1mKc9TtYw3ZbA"


@pytest.mark.parametrize(
    "said",
    [
        "nadia@hingol.example was refused",
        "Person 7 signed in",
        "a code goes to +923001234567",
        f"GET /e/{TOKEN}/",
    ],
)
def test_a_line_with_a_name_an_address_a_number_or_a_token_is_found(said):
    record = logging.LogRecord("config", logging.INFO, "", 1, said, None, None)
    assert len(said_of_people([record])) == 1


def test_a_line_with_ids_alone_is_none(caplog):
    structlog.get_logger("config").info("file_missing", file=7, error="OSError")
    assert ("file_missing" in caplog.text, said_of_people(caplog.records)) == (True, [])


def test_django_says_the_shape_of_an_address_that_leads_nowhere_and_not_the_address(client, caplog):
    """As the handler prints it: `caplog` keeps what Django said, so the watcher above would find the token."""
    assert client.get(f"/e/{TOKEN}/").status_code in {404, 410}
    assert client.get(f"/i/{TOKEN}/nowhere/").status_code == 404
    assert said_of_people(caplog.records) == []

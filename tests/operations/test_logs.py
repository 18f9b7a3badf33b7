"""The log says what happened, and nobody by name. `conftest._log_names_nobody` watches every test; this watches the watcher."""

import io
import logging

import pytest
import structlog
from django.db import IntegrityError, transaction
from structlog.stdlib import ProcessorFormatter

from config.logs import logging_for
from tests.factories.accounts import UserFactory
from tests.logs import said_of_people

pytestmark = pytest.mark.django_db

ADDRESS = "sana@x.pk"
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


def printed(config, *args, **kwargs):
    """What `logging.error` prints under production's settings or ours."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    made = config["formatters"]["portal"]
    handler.setFormatter(ProcessorFormatter(processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]))
    logger = logging.Logger(args[0])  # noqa: LOG001  (one that nobody else hears)
    logger.addHandler(handler)
    logger.error(*args[1:], **kwargs)
    return stream.getvalue()


@pytest.mark.parametrize("json", [True, False])
def test_a_broken_rule_of_the_database_is_printed_without_the_row_that_broke_it(json):
    UserFactory(email=ADDRESS)
    with pytest.raises(IntegrityError, match=ADDRESS) as raised, transaction.atomic():
        UserFactory(email=ADDRESS)
    said = printed(logging_for(json=json), "django.request", "Internal", exc_info=raised.value)
    assert ("one_person_per_email" in said, "IntegrityError" in said, "Traceback" in said) == (True, True, True)
    assert [word for word in (ADDRESS, "DETAIL") if word in said] == []


@pytest.mark.parametrize("json", [True, False])
def test_what_an_exception_quotes_is_not_printed(json):
    error = ValueError("Header values can't contain newlines (got 'Ali\\nKhan <ali@x.pk>' of +923001234567)", TOKEN)
    said = printed(
        logging_for(json=json), "celery.app.trace", "Task %s raised unexpected: %r", 7, error, exc_info=error
    )
    assert "Task 7 raised unexpected: ValueError(" in said
    assert [word for word in ("Ali", "Khan", "ali@x.pk", "923001234567", TOKEN) if word in said] == []


def test_a_line_with_ids_alone_is_none(caplog):
    structlog.get_logger("config").info("file_missing", file=7, error="OSError")
    assert ("file_missing" in caplog.text, said_of_people(caplog.records)) == (True, [])


def test_django_says_the_shape_of_an_address_that_leads_nowhere_and_not_the_address(client, caplog):
    """As the handler prints it: `caplog` keeps what Django said, so the watcher above would find the token."""
    assert client.get(f"/e/{TOKEN}/").status_code in {404, 410}
    assert client.get(f"/i/{TOKEN}/nowhere/").status_code == 404
    assert said_of_people(caplog.records) == []

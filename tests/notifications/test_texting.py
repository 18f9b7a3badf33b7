"""Texts to a mobile: confirmed by a code, handed to a gateway over a real socket, tried again where it is away."""

import hmac
import json
import re
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from config import mail as local_mail
from core import clock
from core.errors import Refusal
from notifications.models import MailChoice, PhoneCode, Preference, TextMessage
from notifications.services.phones import confirm_phone, remove_phone, send_phone_code
from notifications.services.posting import Message, Notice, post, post_many
from notifications.texting import MOST_TRIES, send_due
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

NUMBER = "+923001234567"


class Ear(BaseHTTPRequestHandler):
    """A gateway on a socket: keeps what it heard, answers as it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_args):
        pass


@contextmanager
def listening():
    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        server.heard, server.status = [], 200
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def gateway(settings):
    with listening() as server:
        settings.TEXT_GATEWAY = "notifications.texts.Webhook"
        settings.TEXT_URL, settings.TEXT_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "t0ken"
        settings.TEXT_SECRET = "a shared secret"
        yield server


@pytest.fixture
def reader():
    """Wants texts about incidents."""
    reader = UserFactory()
    Preference.objects.create(user=reader, mobile=NUMBER)
    MailChoice.objects.create(user=reader, family="incident", how="now", by_text=True)
    return reader


def told(reader, kind="incident.reported", now=None):
    message = Message(kind=kind, subject="A needlestick", body="Secret words.", path="/incidents/1/")
    return post(reader=reader, message=message, dedupe_key=kind, now=now or clock.now())


def test_a_text_says_the_subject_and_where_it_leads_signed_and_with_a_key_of_its_own(reader, gateway, settings):
    row = told(reader)
    assert (send_due(now=clock.now()), send_due(now=clock.now())) == (1, 0)
    [(headers, body)] = gateway.heard
    assert json.loads(body) == {"to": NUMBER, "text": f"Wardbridge: A needlestick {settings.SITE_URL}/incidents/1/"}
    assert headers["X-Signature"] == "sha256=" + hmac.new(b"a shared secret", body, sha256).hexdigest()
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer t0ken", f"text-{row.text.pk}")
    assert row.mail == "waiting"


def test_a_gateway_that_fails_is_asked_again_under_the_same_key_and_less_and_less_often(reader, gateway):
    row, now = told(reader), clock.now()
    gateway.status = 503
    assert (send_due(now=now), send_due(now=now)) == (0, 0)
    text = TextMessage.objects.get(notification=row)
    assert (text.tries, text.send_after, text.error) == (1, now + timedelta(minutes=1), "HTTPError")
    send_due(now=now + timedelta(minutes=1))
    text.refresh_from_db()
    assert text.send_after == now + timedelta(minutes=3)
    gateway.status = 200
    assert send_due(now=now + timedelta(minutes=3)) == 1
    assert {headers["Idempotency-Key"] for headers, _body in gateway.heard} == {f"text-{text.pk}"}


def test_a_gateway_that_stays_away_is_given_up_and_says_so(reader, settings):
    settings.TEXT_GATEWAY, settings.TEXT_URL = "notifications.texts.Webhook", "http://127.0.0.1:9/nobody"
    told(reader)
    for hour in range(MOST_TRIES + 1):
        send_due(now=clock.now() + timedelta(hours=2 * hour))
    text = TextMessage.objects.get()
    assert (text.state, text.tries) == ("failed", MOST_TRIES)


def test_one_text_that_is_not_taken_ends_the_round(reader, gateway):
    told(reader)
    other = UserFactory()
    Preference.objects.create(user=other, mobile=NUMBER)
    MailChoice.objects.create(user=other, family="incident", by_text=True)
    told(other)
    gateway.status = 500
    send_due(now=clock.now())
    assert len(gateway.heard) == 1


def test_only_who_confirmed_a_number_and_chose_it_gets_a_text(reader, settings):
    bare = UserFactory()
    MailChoice.objects.create(user=bare, family="incident", by_text=True)
    assert [hasattr(row, "text") for row in (told(reader), told(bare), told(reader, "offer.made"))] == [
        True,
        False,
        False,
    ]
    settings.TEXT_GATEWAY = ""
    assert not hasattr(told(reader, "incident.closed"), "text")


def test_many_told_at_once_get_their_texts_too(reader):
    post_many([Notice(reader, Message(kind="incident.reported", subject="S", body="B"), "k")], now=clock.now())
    assert TextMessage.objects.get().notification.reader == reader


def test_a_text_to_a_number_that_was_removed_is_not_sent(reader, gateway):
    told(reader)
    remove_phone(by=MembershipFactory(lead=True, user=reader).as_actor(), now=clock.now())
    assert (send_due(now=clock.now()), gateway.heard, MailChoice.objects.get().by_text) == (0, [], False)


# The number


@pytest.fixture
def lead(client, settings, tmp_path):
    settings.LOCAL_MAIL_DIR = tmp_path
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    return lead


def code_sent():
    return re.search(r"\d{6}", local_mail.sent()[0].text)[0]


def test_a_number_is_confirmed_by_the_code_that_was_sent_to_it(client, lead):
    assert client.post(reverse("phone_add"), {"mobile": "0300 1234567"})["Location"] == reverse("phone_confirm")
    wrong = client.post(reverse("phone_confirm"), {"code": "000000" if code_sent() != "000000" else "000001"})
    assert ("not the code that was sent" in wrong.text, Preference.objects.exists()) == (True, False)
    code = code_sent()
    client.post(reverse("phone_confirm"), {"code": f"{code[:3]} {code[3:]}"})
    assert (Preference.objects.get(user=lead.user).mobile, PhoneCode.objects.exists()) == (NUMBER, False)
    page = client.get(reverse("mail_choices"))
    assert ("+92 300 1234567" in page.text, 'name="text_incident"' in page.text) == (True, True)
    client.post(reverse("phone_remove"), {"idempotency_key": ""})
    assert Preference.objects.get(user=lead.user).mobile == ""


def test_a_code_holds_for_ten_minutes_and_the_latest_alone(lead):
    now, by = clock.now(), lead.as_actor()
    send_phone_code(by=by, now=now, mobile=NUMBER)
    first = code_sent()
    send_phone_code(by=by, now=now, mobile=NUMBER)
    assert PhoneCode.objects.get().is_opened_by(first) == (first == code_sent())
    with pytest.raises(Refusal, match="no code that still holds"):
        confirm_phone(by=by, now=now + timedelta(minutes=10), code=code_sent())


def test_the_table_holds_neither_number_nor_code(lead):
    send_phone_code(by=lead.as_actor(), now=clock.now(), mobile=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM notifications_phonecode c")
        [stored] = cursor.fetchone()
    assert (NUMBER in stored, code_sent() in stored) == (False, False)


def test_a_gateway_that_is_away_is_said_beside_the_number(client, lead, settings):
    settings.TEXT_GATEWAY, settings.TEXT_URL = "notifications.texts.Webhook", "http://127.0.0.1:9/nobody"
    page = client.post(reverse("phone_add"), {"mobile": "0300 1234567"})
    assert ("could not be sent just now" in page.text, PhoneCode.objects.exists()) == (True, False)


def test_where_no_texts_are_sent_the_page_says_so(client, lead, settings):
    settings.TEXT_GATEWAY = ""
    assert client.get(reverse("phone_add")).status_code == 409
    assert "Your mobile" not in client.get(reverse("mail_choices")).text

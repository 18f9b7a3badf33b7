"""What has ended stays ended: whatever reads it a moment before that is written down, and whether or not the cache answers."""

from threading import Thread

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.services.sessions import end_every_session
from accounts.session_store import SessionStore
from core.errors import Refusal
from tests.accounts.test_sessions import is_in, signed_in
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory


@pytest.fixture
def person(db):
    user = MembershipFactory(supervisor=True).user
    user.set_password(PASSWORD)
    user.save()
    return user


def elsewhere(call):
    """In a thread and a connection of its own."""

    def run():
        call()
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_page_read_while_the_end_is_not_written_down_yet_brings_no_session_back(person):
    client = signed_in(person)
    key = UserSession.objects.get().session_key
    with transaction.atomic():
        end_every_session(user_id=person.pk)
        elsewhere(lambda: SessionStore(key).load())
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_page_that_read_the_row_before_and_fills_the_cache_after_brings_no_session_back(person):
    client = signed_in(person)
    key = UserSession.objects.get().session_key
    slow, cached = SessionStore(key), SessionStore.cache_key_prefix + key
    cache.delete(cached)

    def ended_meanwhile():
        row = SessionStore.__mro__[2](key)._get_session_from_db()
        end_every_session(user_id=person.pk)
        return row

    slow._get_session_from_db = ended_meanwhile
    slow.load()
    assert not is_in(client)


def test_a_session_that_was_changed_while_it_ended_does_not_come_back(person):
    client = signed_in(person)
    store = SessionStore(UserSession.objects.get().session_key)
    store["late"] = True
    SessionStore()._mark(store.session_key)
    store.save()
    assert (is_in(client), store.exists(store.session_key)) == (False, False)


def test_while_the_cache_is_away_nobody_is_said_to_be_signed_out(person, monkeypatch):
    client = signed_in(person)
    signed_in(person)
    with monkeypatch.context() as away:
        away.setattr(SessionStore, "_mark", lambda *_args: None)
        with pytest.raises(Refusal, match="cannot sign anybody out for sure"):
            end_every_session(user_id=person.pk)
        page = client.post(reverse("session_end_others"), follow=True)
    assert (is_in(client), UserSession.objects.count()) == (True, 2)
    assert "cannot sign anybody out for sure" in page.text


def test_signing_out_oneself_works_and_a_new_sign_in_is_another_session(person):
    client = signed_in(person)
    key = UserSession.objects.get().session_key
    client.logout()
    client.force_login(person)
    assert (is_in(client), client.session.session_key != key, Client().get("/home/").status_code) == (True, True, 302)

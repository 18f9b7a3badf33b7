"""The outbox with a real worker and a real broker, and the mail it writes."""

import email
from email import policy

import pytest
from django.db import transaction

from core import clock
from notifications.kinds import FAMILIES
from notifications.models import Notification
from notifications.services.posting import Message, post
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.worker, pytest.mark.slow]
KIND = f"{next(iter(FAMILIES))}.tried"


def tell(reader, number: int) -> None:
    with transaction.atomic():
        message = Message(kind=KIND, subject=f"Message {number}", body="Come and see.")
        post(reader=reader, message=message, dedupe_key=str(number), now=clock.now())


def is_sent(**which) -> bool:
    return not Notification.objects.filter(**which).exclude(mail=Notification.Mail.SENT).exists()


def test_a_worker_sends_within_the_commit_and_again_after_being_killed(worker):
    reader = UserFactory()
    tell(reader, 1)
    worker.wait_until(is_sent, "the first mail")
    worker.kill()
    tell(reader, 2)
    assert not is_sent()
    worker.start()
    worker.wait_until(is_sent, "the second mail")
    written = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(worker.mail.glob("*.eml"))
    ]
    assert [message["Subject"] for message in written] == ["Message 1", "Message 2"]
    assert len({message["Message-ID"] for message in written}) == 2

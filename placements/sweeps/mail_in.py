"""Mail that a server left in a Maildir: each is taken once and set aside, whatever became of it."""

import mailbox
from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings

from core import clock
from placements.services.mail_in import take_mail

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200


@shared_task(name="placements.sweep_mail")
def sweep_mail() -> int:
    """Take what is new; a mail whose taking fails stays new and is tried with the next sweep. Returns how many were read."""
    if not settings.MAIL_IN_DIR or not Path(settings.MAIL_IN_DIR).is_dir():
        return 0
    box = mailbox.Maildir(settings.MAIL_IN_DIR, factory=None, create=False)
    fresh = [key for key in box.iterkeys() if box.get_message(key).get_subdir() == "new"][:MOST_AT_ONCE]
    for key in fresh:
        try:
            outcome = take_mail(box.get_bytes(key), now=clock.now())
        except Exception:
            log.exception("mail_in_failed", mail=key)
            continue
        message = box.get_message(key)
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
        log.info("mail_in", mail=key, outcome=str(outcome))
    return len(fresh)

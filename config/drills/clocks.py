"""F5: two clocks and two workers for ten minutes: each reminder is written once, and mailed once."""

import time
from email import message_from_bytes

from django.db.models import Count

from config.drills.frame import Drill, mails, seconds
from core.waking import wake
from notifications.models import Notification
from notifications.reminders import RULES

REMIND = "notifications.sweep_reminders"
TEN_MINUTES = 600.0
TIMES = 10  # wake-ups of each hurried clock


def run(drill: Drill) -> None:
    """Start everything twice, and look at the book and at the mail."""
    drill.fill(0.002)
    for number in (1, 2):
        drill.start("worker", number=number)
    if drill.small:
        for _ in range(TIMES):
            wake(REMIND)
            wake(REMIND)  # the other clock
    else:
        for number in (1, 2):
            drill.start("clock", number=number)
        wake(REMIND)
        wake(REMIND)
        time.sleep(TEN_MINUTES)
    told = Notification.objects.filter(dedupe_key__regex=f"^({'|'.join(RULES)}):")
    drill.wait(
        lambda: told.exists() and not Notification.objects.filter(mail=Notification.Mail.WAITING).exists(),
        "the mail to leave",
    )
    twice = told.values("reader", "dedupe_key").annotate(n=Count("pk")).filter(n__gt=1).count()
    ids = [message_from_bytes(path.read_bytes())["Message-ID"] for path in mails()]
    drill.figure("reminders written", told.count(), "some", held=told.exists())
    drill.figure("written twice", twice, "0", held=twice == 0)
    drill.figure("mailed twice", len(ids) - len(set(ids)), "0", held=len(ids) == len(set(ids)) > 0)
    drill.figure(
        "for",
        seconds(time.monotonic() - drill.began),
        "ten minutes",
        held=drill.small or time.monotonic() - drill.began > TEN_MINUTES,
    )

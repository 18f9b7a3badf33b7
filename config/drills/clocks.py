"""F5: two clocks and two workers, every sweep each quarter of a minute: each reminder is written once, mailed once, none is missed."""

import time
from collections import Counter
from email import message_from_bytes

from celery import current_app

from config.drills.frame import Drill, mails
from config.operations.tallies import WORK, tables
from core import clock
from notifications.models import Notification
from notifications.reminders import RULES, remind

LOOKS = "notifications.sweep_reminders"


def run(drill: Drill) -> None:
    """Start everything twice, let it run, and look at the book, at the mail, and at what is left to do."""
    drill.fill(0.002)
    drill.told("CLOCK_SHIFT", "1")  # whoever moved the clock does not wait: config/schedule.py
    for number in (1, 2):
        drill.start("worker", number=number)
    clocks = [drill.start("clock", number=number) for number in (1, 2)]
    for minute in range(minutes := drill.size(4, 1)):
        time.sleep(60)
        drill.say(f"minute {minute + 1} of {minutes}")
    current_app.loader.import_default_modules()  # the rules, which apps declare where their sweeps are
    told = Notification.objects.filter(dedupe_key__regex=f"^({'|'.join(RULES)}):")
    drill.wait(lambda: told.exists() and not Notification.objects.due(clock.now()).exists(), "the mail to leave")
    alive = sum(not one.fell_over() for one in clocks)
    # The table refuses the same key twice; the same rule and thing under another key it would take.
    said = Counter((reader, *key.split(":", 2)[:2]) for reader, key in told.values_list("reader", "dedupe_key"))
    ids = [message_from_bytes(path.read_bytes())["Message-ID"] for path in mails()]
    drill.figure("clocks at work to the end", f"{alive}, for {minutes} minutes", "2", held=alive == 2)
    drill.figure("reminders written", said.total(), "some", held=bool(said))
    drill.figure("written twice", said.total() - len(said), "0", held=said.total() == len(said))
    drill.figure(
        "mails", f"{len(ids)}, {len(ids) - len(set(ids))} twice", "0 twice", held=len(set(ids)) == len(ids) > 0
    )
    looked = int(tables().tables([WORK])[0].get(f"{LOOKS}|ok", 0))
    drill.figure("looks for what is due, by both at once", looked, "2 and more", held=looked >= 2)
    missed = remind(now=clock.now())
    drill.figure("reminders that both had missed", missed, "0", held=missed == 0)

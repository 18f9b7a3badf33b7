"""F9: PostgreSQL killed under load and back: 503 meanwhile, the first 200 within 5 s, no place given twice, every certificate made."""

import threading
import time
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import F

from config.bench.databases import inside, wrapper
from config.bench.filling.bulk import without_triggers
from config.drills import cohort
from config.drills.frame import Drill, killed, postgres_socket
from config.drills.visitors import Visitors, cookie_of
from core import clock
from core.errors import Refusal
from institutions.models import Membership
from placements.models import Application, Slot
from placements.services.offers import offer_place

PAGES = ("/", "/applications/", "/placements/", "/internships/")
HANDS = 8  # that offer places at once
AWAY = 4.0  # seconds


def run(drill: Drill) -> None:
    """Visitors, a cohort's certificates and offers of the last places, all at once; then the server dies."""
    world = drill.fill(0.005)
    cohort.complete(world)
    job = cohort.order(cohort.office(world).as_actor(), drill.size(60, 6))
    offers = _last_places()
    drill.start("web")
    drill.start("worker")
    drill.clock()
    cookies = [cookie_of(user) for user in (1, 2, 3, world.size.students + 1)]
    with Visitors(PAGES, cookies) as visitors:
        drill.wait(lambda: cohort.done(job) >= 2 and len(visitors.seen) > 20, "the load")
        hands = Hands(offers, by=world.size.students + 2)
        drill.wait(lambda: hands.outcomes.total() >= 5, "the first offers")
        drill.say("PostgreSQL killed")
        died = time.monotonic()
        with killed(postgres_socket()):
            time.sleep(AWAY)
        back = time.monotonic()
        drill.wait(lambda: visitors.first(200, back) is not None, "a page")
        drill.say("back")
        drill.wait(lambda: cohort.done(job) >= job.total, "the certificates", within=300)
        hands.join()
    _judge(drill, visitors, hands, died=died, back=back)
    made = cohort.done(job)
    job.refresh_from_db()
    drill.figure(
        "certificates of the cohort",
        f"{made} of {job.total}, {len(job.problems)} problems",
        "all",
        held=made == job.total and not job.problems,
    )


def _judge(drill: Drill, visitors: Visitors, hands: "Hands", *, died: float, back: float) -> None:
    meanwhile = visitors.statuses(died + 0.5, back)
    first = visitors.first(200, back) or 0.0
    others = {status: n for status, n in visitors.statuses().items() if status not in {200, 503}}
    drill.figure("pages while it was away", dict(meanwhile), "503 alone", held=set(meanwhile) == {503})
    drill.figure("any other answer, ever", others or "none", "none", held=not others)
    drill.took("first page after its return", first, 5)
    wrong = [
        slot.pk
        for slot in Slot.objects.all()
        if slot.held > slot.places or slot.held != slot.applications.holding().count()
    ]
    drill.figure("offers", dict(hands.outcomes), "each made or refused", held=hands.outcomes["lost"] == 0)
    drill.figure("slots with more held than places, or miscounted", len(wrong), "0", held=not wrong)


def _last_places() -> list[int]:
    """Applications at the first partner that wait for an offer; each of its slots has two places left."""
    coming = Slot.objects.filter(partner=1, state="published", starts_on__gt=clock.today() + timedelta(days=15))
    waiting = Application.objects.filter(slot__in=coming, state__in=["submitted", "shortlisted", "under_review"])
    with (
        inside(wrapper(settings.DATABASES["default"]["NAME"])),
        transaction.atomic(),
        without_triggers(Application, Slot),
    ):
        waiting.update(state="under_review")
        coming.update(places=F("held") + 2)
    return list(waiting.order_by("slot", "pk").values_list("pk", flat=True)[:200])


class Hands:
    """Threads that offer the last places at once, each application once more when the database went away under it."""

    def __init__(self, applications: list[int], *, by: int) -> None:
        self.outcomes = Counter[str]()
        self.actor = Membership.objects.select_related("user", "partner").get(pk=by).as_actor()
        self.threads = [threading.Thread(target=self._offer, args=[applications[n::HANDS]]) for n in range(HANDS)]
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        """Until every application had its answer."""
        for thread in self.threads:
            thread.join()

    def _offer(self, applications: list[int]) -> None:
        for pk in applications:
            self.outcomes[self._try(pk)] += 1
            time.sleep(0.05)
        connections.close_all()

    def _try(self, pk: int) -> str:
        for _attempt in range(40):
            try:
                offer_place(
                    application_id=pk, by=self.actor, now=clock.now(), answer_by=clock.now() + timedelta(days=5)
                )
            except Refusal:
                return "refused"
            except DatabaseError:
                connections.close_all()
                time.sleep(0.5)
            else:
                return "offered"
        return "lost"

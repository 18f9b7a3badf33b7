"""Hands that offer the last places of some slots, all at once, and remember what they were told."""

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db import Error, connections, transaction
from django.db.models import F

from config.bench.databases import inside, wrapper
from config.bench.filling.bulk import without_triggers
from core import clock
from core.errors import Refusal
from institutions.models import Membership
from placements.models import Application, Slot
from placements.services.offers import offer_place

HANDS = 8
TRIES, BREATH = 60, 0.5  # of one application, while the database is away; seconds between two


def last_places() -> list[int]:
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
    return list(waiting.order_by("slot", "pk").values_list("pk", flat=True)[:80])


def miscounted() -> list[int]:
    """Slots that hold more than their places, or count otherwise than their applications do."""
    return [
        slot.pk
        for slot in Slot.objects.all()
        if slot.held > slot.places or slot.held != slot.applications.holding().count()
    ]


class Hands:
    """Threads; each application is tried again when the database went away under it."""

    def __init__(self, applications: list[int], *, by: int) -> None:
        self.made, self.refused, self.lost = set[int](), set[int](), set[int]()
        self.actor = Membership.objects.select_related("user", "partner").get(pk=by).as_actor()
        self._threads = [threading.Thread(target=self._offer, args=[applications[n::HANDS]]) for n in range(HANDS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Until every application had its answer."""
        for thread in self._threads:
            thread.join()

    def told(self) -> str:
        """In words."""
        return f"{len(self.made)} made, {len(self.refused)} refused, {len(self.lost)} without an answer"

    def _offer(self, applications: list[int]) -> None:
        for pk in applications:
            self._try(pk).add(pk)
            time.sleep(BREATH / HANDS)
        connections.close_all()

    def _try(self, pk: int) -> set[int]:
        for _number in range(TRIES):
            now = clock.now()
            try:
                offer_place(application_id=pk, by=self.actor, now=now, answer_by=now + timedelta(days=5))
            except Refusal:
                return self.refused
            except Error:
                connections.close_all()
                time.sleep(BREATH)
            else:
                return self.made
        return self.lost

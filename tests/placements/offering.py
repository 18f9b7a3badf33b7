"""The acts of an offer in few words, and what is looked at after them: for the tests of offers."""

from core import clock
from core.actor import CLOCK
from notifications.models import Notification
from placements.models import Application, Seat, Slot
from placements.services import offers as services
from placements.states import ApplicationState as A
from tests.placements.stage import acting, in_days


def offer(stage, application, *, by=None, answer_by=None):
    by = by or stage.lead.as_actor()
    return services.offer_place(
        application_id=application.pk, by=by, now=clock.now(), answer_by=answer_by or in_days(5)
    )


def accept(application, **more):
    return services.accept_offer(application_id=application.pk, by=acting(application), now=clock.now(), **more)


def decline(application, by=None):
    return services.decline_offer(application_id=application.pk, by=by or acting(application), now=clock.now())


def lapse(application, now=None, by=CLOCK):
    return services.lapse_offer(application_id=application.pk, by=by, now=now or in_days(6))


def states(*applications):
    found = dict(Application.objects.values_list("pk", "state"))
    return [found[application.pk] for application in applications]


def held(slot):
    return Slot.objects.get(pk=slot.pk).held


def told(application):
    return list(
        Notification.objects.filter(path=application.get_absolute_url())
        .values_list("reader_id", "kind")
        .order_by("kind", "reader_id")
    )


def unchanged(application):
    """The application still waits for a decision, holds nothing, and nobody was told."""
    return (states(application), Seat.objects.filter(application=application).exists(), told(application)) == (
        [A.UNDER_REVIEW],
        False,
        [],
    )

"""What may be done about an offer, by whom, and whether there is room for one."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor, Via
from core.verdict import YES, Verdict, never, no
from core.words import day, when
from placements.models import Allotment, Application
from placements.policies.applications import as_lead, endorsed, is_own, stands
from placements.policies.blind import decides_openly
from placements.policies.facts import known
from placements.policies.stays import beside, taken_elsewhere
from placements.states import ARRIVED, DECLINE, LAPSE, OFFER, WAITING, ApplicationState


def may_offer(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The lead; the clock from the waiting list. Whether agreement and cap have a seat left, the service finds out under their locks."""
    by_clock = actor.via == Via.CLOCK
    verdict = as_lead(actor, application, _("Only the partner’s placement lead offers places."))
    if not (by_clock or verdict):
        return verdict
    if not (verdict := endorsed(application)):
        return verdict
    if application.state in ARRIVED:
        return no(_("Nobody has read it yet."), _("Begin the review first."))
    if not (verdict := stands(application, OFFER) and decides_openly(application)):
        return verdict
    if by_clock and application.state != ApplicationState.WAITLISTED:
        return no(_("It is not on the waiting list."))
    return room_for(application, now)


def room_for(application: Application, now: datetime) -> Verdict:
    """Whether the internship is ahead, has a place for a student of this institute, and the student's days are free."""
    if application.slot.starts_on <= clock.day_of(now, application.institute.zone):
        return no(_("The internship has begun."), _("Its places are not offered any more."))
    if not (verdict := has_room(application)):
        return verdict
    if (other := taken_elsewhere(application)) is not None:
        return no(
            _("%(student)s has taken a placement until %(day)s.")
            % {"student": application.student, "day": day(other.ends_on)},
            _("Offer the place to somebody else."),
        )
    return YES


def has_room(application: Application) -> Verdict:
    """Whether the slot has a place left for a student of this institute: of its allotment, else of the open ones. One query."""
    slot = application.slot
    kept = known(
        application,
        "kept_places",
        Allotment.objects.filter(slot=slot, institute=application.institute_id).values("places", "held").first,
    )
    if kept is not None and kept["held"] < kept["places"]:
        return YES
    wait = _("Put the student on the waiting list: a place that is given back is offered by itself.")
    if kept is not None:
        count = kept["places"]
        words = ngettext(
            "The %(count)d place kept for %(institute)s is taken.",
            "All %(count)d places kept for %(institute)s are taken.",
            count,
        )
        return no(words % {"count": count, "institute": application.institute}, wait)
    if slot.open_held < slot.places - slot.allotted:
        return YES
    if slot.allotted:
        return no(_("All places that are open to every institute are taken."), wait)
    words = ngettext("Its %(count)d place is taken.", "All %(count)d places are taken.", slot.places)
    return no(words % {"count": slot.places}, wait)


def overlapping_offers(application: Application) -> QuerySet[Application]:
    """The student's other offers that cannot be accepted beside this one: full-time, on some of the same days."""
    offers = Application.objects.filter(student=application.student_id, state=ApplicationState.OFFERED)
    return beside(application.slot, offers).order_by("answer_by", "pk")


def overlapping_hopes(application: Application) -> QuerySet[Application]:
    """The student's applications that wait for an answer and could not be accepted beside this one. None for part-time."""
    waiting = Application.objects.filter(student=application.student_id, state__in=WAITING)
    return beside(application.slot, waiting).order_by("slot__starts_on", "pk")


def may_accept(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The student, in time, with no full-time placement on these days."""
    if not (verdict := may_decline(actor, application)):
        return verdict
    if application.answer_by < now:
        return no(
            _("The time to answer ended on %(when)s.")
            % {"when": when(application.answer_by, application.institute.zone)},
            _("Ask the partner’s placement office whether a place is left."),
        )
    if (other := taken_elsewhere(application)) is not None:
        return no(
            _(
                "You are at %(partner)s from %(first)s to %(last)s, and nobody can be in two full-time placements at once."
            )
            % {"partner": other.partner, "first": day(other.starts_on), "last": day(other.ends_on)},
            _("Decline this offer, or ask your placement office to cancel the other placement first."),
        )
    return YES


def may_decline(actor: Actor, application: Application) -> Verdict:
    """The student, while there is an offer."""
    if not is_own(actor, application):
        return never(_("Only the student answers an offer."))
    if application.state == ApplicationState.OFFER_EXPIRED:
        return no(_("This offer has lapsed."), _("Ask the partner’s placement office whether a place is left."))
    return stands(application, DECLINE)


def may_lapse(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The clock, when the time to answer is over."""
    if actor.via != Via.CLOCK:
        return never(_("Offers lapse by themselves."))
    if not (verdict := stands(application, LAPSE)):
        return verdict
    if application.answer_by >= now:
        return no(_("There is still time to answer."))
    return YES

"""What is said when a call for places moves, is answered, or waits for an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import AccessLink, Purpose, User
from core import clock
from core.actor import Role, Via
from core.words import day, when
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Call, CallAnswer, CallTransition
from placements.states import CANCEL_CALL, CLOSE_CALL, EXTEND_CALL, SEND_CALL, CallState

ANSWER = _("Answer the call")
OPEN = _("Open the call")


def leads(answer: CallAnswer) -> list[User]:
    """The placement leads of the partner that was asked."""
    return [membership.user for membership in Membership.objects.leads_of(answer.partner_id)]


def coordinators(call: Call) -> list[User]:
    """The institute's coordinators of the call's programme."""
    office = Membership.objects.coordinators_of(call.institute_id)
    return [member.user for member in office.filter(Q(programme=None) | Q(programme=call.programme_id))]


def facts(call: Call) -> dict[str, Any]:
    """The words that every message about a call needs."""
    zone = call.institute.zone
    return {
        "call": call,
        "institute": call.institute,
        "programme": call.programme,
        "places": call.places,
        "first": day(call.starts_on),
        "last": day(call.ends_on),
        "deadline": when(call.answer_by, zone),
        "deadline_day": day(clock.day_of(call.answer_by, zone)),
        "message": call.message,
    }


def to_leads(answers: Iterable[CallAnswer], message_of: Any) -> Iterator[Notice]:
    """One notice to each lead of each partner, with a link of their own where `message_of` takes one."""
    asked = {answer.partner_id: answer for answer in answers}
    links = {
        (link.user_id, link.subject_id): link
        for link in AccessLink.objects.filter(
            purpose=Purpose.CALL,
            subject_id__in=[answer.pk for answer in asked.values()],
            used_at=None,
            revoked_at=None,
        ).order_by("pk")
    }
    people = Membership.objects.current().filter(partner__in=asked, role=Role.LEAD).select_related("user")
    for lead in people.order_by("pk"):
        answer = asked[lead.partner_id]
        message = message_of(answer, links.get((lead.user_id, answer.pk)))
        yield Notice(reader=lead.user, message=message, dedupe_key=f"{message.kind}:{answer.pk}")


def please(answer: CallAnswer, link: AccessLink | None) -> Message:
    """The request itself."""
    words = facts(answer.call)
    body = _(
        "%(institute)s looks for %(places)s places for %(programme)s, from %(first)s to %(last)s.\n\n"
        "One button is enough: actively looking, interested, not now, or full. Say how many you could take if you know. "
        "Answer by %(deadline)s, without signing in."
    )
    return Message(
        kind="call.sent",
        subject=_("%(institute)s asks you for places: %(call)s") % words,
        body="\n\n".join(filter(None, [answer.call.message, body % words])),
        path=answer.call.get_absolute_url(),
        action=ANSWER,
        link=link,
    )


def again(answer: CallAnswer, link: AccessLink | None) -> Message:
    """The reminder to who is silent, by the clock or by hand."""
    words = facts(answer.call)
    return Message(
        kind="call.reminder",
        subject=_("%(institute)s waits for your answer: %(call)s") % words,
        body=_(
            "The answer was asked for by %(deadline)s. “Not now” and “full” help as much as a yes: one button, without signing in."
        )
        % words,
        path=answer.call.get_absolute_url(),
        action=ANSWER,
        link=link,
    )


def answered_to_coordinators(answer: CallAnswer, row: None) -> Iterator[Notice]:
    """The office learns what a partner says."""
    places = ngettext("%(n)d place", "%(n)d places", answer.places) % {"n": answer.places}
    words = {
        "partner": answer.partner,
        "call": answer.call,
        "interest": answer.get_interest_display(),
        "places": places if answer.places else _("no number yet"),
        "note": answer.note,
    }
    message = Message(
        kind="call.answered",
        subject=_("%(partner)s: %(interest)s, %(places)s") % words,
        body=_("Their answer to “%(call)s”.\n\n%(note)s") % words,
        path=answer.call.get_absolute_url(),
        action=OPEN,
    )
    for reader in coordinators(answer.call):
        yield Notice(reader=reader, message=message, dedupe_key=f"call.answered:{answer.pk}")


def newly_asked_to_leads(answers: Iterable[CallAnswer], row: None) -> Iterator[Notice]:
    """Partners that were added to an open call."""
    yield from to_leads(answers, please)


def chased_to_leads(answers: Iterable[CallAnswer], row: None) -> Iterator[Notice]:
    """Silent partners, asked again by hand."""
    yield from to_leads(answers, again)


def sent_to_leads(call: Call, row: CallTransition) -> Iterator[Notice]:
    """Every lead of every partner is asked, with a link of their own."""
    yield from to_leads(call.answers.for_page(), please)


def closed_to_promisers(call: Call, row: CallTransition) -> Iterator[Notice]:
    """Who promised places reads what comes next. Who was silent or said no is left in peace."""

    def thanks(answer: CallAnswer, _link: AccessLink | None) -> Message:
        words = {**facts(call), "n": answer.places}
        return Message(
            kind="call.closed",
            subject=_("%(institute)s counts on you: %(call)s") % words,
            body=_(
                "The call is closed. You promised: %(n)s.\n\nOne button makes a draft slot of it, for you to publish."
            )
            % words,
            path=call.get_absolute_url(),
            action=_("Make the draft slot"),
        )

    yield from to_leads(call.answers.for_page().filter(places__gte=1, slot=None), thanks)


def extended_to_silent(call: Call, row: CallTransition) -> Iterator[Notice]:
    """Who has not answered has more time; who has is left in peace."""

    def more_time(answer: CallAnswer, link: AccessLink | None) -> Message:
        words = facts(call)
        return Message(
            kind="call.extended",
            subject=_("More time to answer: %(call)s") % words,
            body=_("%(institute)s waits for your answer until %(deadline)s. One button is enough, without signing in.")
            % words,
            path=call.get_absolute_url(),
            action=ANSWER,
            link=link,
        )

    for notice in to_leads(call.answers.silent().for_page(), more_time):
        yield replace(notice, dedupe_key=f"{notice.dedupe_key}:{row.pk}")


def closed_to_office(call: Call, row: CallTransition) -> Iterator[Notice]:
    """The office learns what came of it, where the clock closed it."""
    if row.via != Via.CLOCK:
        return
    promised = call.answers.aggregate(n=Sum("places"))["n"] or 0
    words = {
        "call": call,
        "promised": promised,
        "places": call.places,
        "silent": call.answers.filter(answered_at=None).count(),
    }
    message = Message(
        kind="call.closed",
        subject=_("%(call)s is closed: %(promised)s of %(places)s places promised") % words,
        body=_("Its deadline has passed, so nobody can answer any more. Partners without an answer: %(silent)s.")
        % words,
        path=call.get_absolute_url(),
        action=OPEN,
    )
    for reader in coordinators(call):
        yield Notice(reader=reader, message=message, dedupe_key=f"call.closed.office:{call.pk}")


def cancelled_to_leads(call: Call, row: CallTransition) -> Iterator[Notice]:
    """Who was asked need not answer. Of a draft nobody had heard."""
    if row.from_state == CallState.DRAFT:
        return

    def never_mind(_answer: CallAnswer, _link: AccessLink | None) -> Message:
        words = {**facts(call), "note": row.note}
        return Message(
            kind="call.cancelled",
            subject=_("%(institute)s no longer looks for places: %(call)s") % words,
            body=_("You need not do anything.\n\n%(note)s") % words,
            path=call.get_absolute_url(),
            action=OPEN,
        )

    yield from to_leads(call.answers.for_page(), never_mind)


def slot_made_to_coordinators(answer: CallAnswer, row: None) -> Iterator[Notice]:
    """The office learns that an answer became a draft slot."""
    message = Message(
        kind="call.slot",
        subject=_("%(partner)s made a draft slot of its answer") % {"partner": answer.partner},
        body=_("“%(slot)s”. You are told when it is published.") % {"slot": answer.slot},
        path=answer.call.get_absolute_url(),
        action=OPEN,
    )
    for reader in coordinators(answer.call):
        yield Notice(reader=reader, message=message, dedupe_key=f"call.slot:{answer.pk}")


def slot_made_to_leads(answer: CallAnswer, row: None) -> Iterator[Notice]:
    """The leads learn that a draft waits for them: it was made of an answer by link, or of one that was recorded."""
    places = ngettext("%(n)d place", "%(n)d places", answer.places) % {"n": answer.places}
    words = {"call": answer.call, "slot": answer.slot, "places": places, "institute": answer.call.institute}
    message = Message(
        kind="call.draft",
        subject=_("Your answer to “%(call)s” is a draft slot") % words,
        body=_(
            "“%(slot)s”: %(places)s, kept for %(institute)s. Nobody sees it before you publish it; change there whatever is not right."
        )
        % words,
        path=answer.slot.get_absolute_url() if answer.slot else "",
        action=_("Open the draft"),
    )
    for reader in leads(answer):
        yield Notice(reader=reader, message=message, dedupe_key=f"call.draft:{answer.pk}")


def draft_gone_to_leads(answer: CallAnswer, row: None) -> Iterator[Notice]:
    """The leads learn that the draft of an answer that nobody gave is no longer there."""
    message = Message(
        kind="call.draft_gone",
        subject=_("The draft slot of “%(call)s” was taken back") % {"call": answer.call},
        body=_(
            "It was made of an answer that was recorded for you, and you said that this was not your word. Nobody had written in it.\n\n"
            "If you can take students after all, answer the call."
        ),
        path=answer.call.get_absolute_url(),
        action=OPEN,
    )
    for reader in leads(answer):
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{answer.pk}")


def draft_stays_to_leads(answer: CallAnswer, row: None) -> Iterator[Notice]:
    """The leads learn that the slot of an answer that nobody gave was written in, and stays theirs to decide."""
    message = Message(
        kind="call.draft_stays",
        subject=_("“%(slot)s” came of an answer that was not yours: look it through") % {"slot": answer.slot},
        body=_(
            "You said that the recorded answer to “%(call)s” was not your word. "
            "Its slot was changed or published since, so it stays as it is.\n\n"
            "Close it, or change what is not right."
        )
        % {"call": answer.call},
        path=answer.slot.get_absolute_url() if answer.slot else "",
        action=_("Open the slot"),
    )
    for reader in leads(answer):
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{answer.pk}")


# Every move has its entry: silence is a decision.
CALL_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SEND_CALL.name: (sent_to_leads,),
    EXTEND_CALL.name: (extended_to_silent,),
    CLOSE_CALL.name: (closed_to_promisers, closed_to_office),
    CANCEL_CALL.name: (cancelled_to_leads,),
}

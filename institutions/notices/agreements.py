"""What is said when an agreement moves, and as its end comes near."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from institutions.models import Agreement, AgreementTransition, Membership
from institutions.states import (
    DISCARD,
    DISPUTE,
    EXPIRE,
    RECALL,
    RENEW,
    RETURN,
    SEND,
    SETTLE,
    SIGN,
    SIGN_ON_PAPER,
    TERMINATE,
    AgreementState,
)
from notifications.services.posting import Message, Notice, Teller


def leads(agreement: Agreement) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(agreement.partner_id)]


def coordinators(agreement: Agreement) -> list[User]:
    """The institute's coordinators."""
    return [membership.user for membership in Membership.objects.coordinators_of(agreement.institute_id)]


def both_sides(institute_id: int, partner_id: int) -> list[User]:
    """The coordinators of one and the leads of the other, each person once."""
    members = [*Membership.objects.coordinators_of(institute_id), *Membership.objects.leads_of(partner_id)]
    return list({member.user_id: member.user for member in members}.values())


def _notices(readers: list[User], row: AgreementTransition, message: Message) -> Iterator[Notice]:
    """One to each reader, once for each time that the move was made: an agreement may be sent and returned again."""
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{row.thing_id}:{row.pk}")


def sent_to_leads(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The partner is asked to read and sign."""
    message = Message(
        kind="agreement.sent",
        subject=_("%(institute)s asks you to sign an agreement") % {"institute": agreement.institute},
        body=_(
            "“%(title)s”, %(places)s places, from %(start)s to %(end)s.\n\nRead it, then sign it or return it with a note."
        )
        % {
            "title": agreement.title,
            "places": agreement.places,
            "start": day(agreement.starts_on),
            "end": day(agreement.ends_on),
        },
        path=agreement.get_absolute_url(),
        action=_("Read the agreement"),
    )
    yield from _notices(leads(agreement), row, message)


def recalled_to_leads(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The partner need not answer any more."""
    message = Message(
        kind="agreement.recalled",
        subject=_("%(institute)s takes its agreement back") % {"institute": agreement.institute},
        body=_("“%(title)s” is looked at once more. Nothing is asked of you.") % {"title": agreement.title},
    )
    yield from _notices(leads(agreement), row, message)


def given_up_to_leads(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The partner, who returned it, need not wait for another one. Of what was a draft it knew nothing, or that it was taken back."""
    if row.from_state != AgreementState.RETURNED:
        return
    message = Message(
        kind="agreement.given_up",
        subject=_("%(institute)s gave “%(title)s” up") % {"institute": agreement.institute, "title": agreement.title},
        body=_("You had returned it with a note. It is not sent again, and nothing is asked of you."),
    )
    yield from _notices(leads(agreement), row, message)


def returned_to_coordinators(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The institute reads what the partner wants changed."""
    message = Message(
        kind="agreement.returned",
        subject=_("%(partner)s returned “%(title)s”") % {"partner": agreement.partner, "title": agreement.title},
        body=_("They wrote:\n\n%(note)s\n\nChange the text and send it again.") % {"note": row.note},
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices(coordinators(agreement), row, message)


def signed_to_coordinators(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The institute learns that it holds."""
    message = Message(
        kind="agreement.signed",
        subject=_("%(partner)s signed “%(title)s”") % {"partner": agreement.partner, "title": agreement.title},
        body=_("It holds from %(start)s to %(end)s, for %(places)s interns at once.")
        % {"start": day(agreement.starts_on), "end": day(agreement.ends_on), "places": agreement.places},
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices(coordinators(agreement), row, message)


def recorded_to_leads(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The partner learns what was recorded in its name, and that it may object."""
    message = Message(
        kind="agreement.recorded",
        subject=_("%(institute)s recorded that you signed “%(title)s” on paper")
        % {"institute": agreement.institute, "title": agreement.title},
        body=_(
            "Signed for you by %(who)s on %(day)s, as the scan shows. It holds from %(start)s to %(end)s.\n\n"
            "Open it to read the scan. If you did not sign it, object there: nobody is confirmed under it then."
        )
        % {
            "who": agreement.partner_signatory,
            "day": day(agreement.signed_on) if agreement.signed_on else "",
            "start": day(agreement.starts_on),
            "end": day(agreement.ends_on),
        },
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices(leads(agreement), row, message)


def objected_to_coordinators(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The institute learns that the partner disputes the paper."""
    message = Message(
        kind="agreement.objected",
        subject=_("%(partner)s objects to “%(title)s”") % {"partner": agreement.partner, "title": agreement.title},
        body=_(
            "They wrote:\n\n%(note)s\n\nNobody new is confirmed under it until they withdraw this. Interns who are confirmed go on."
        )
        % {"note": row.note},
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices(coordinators(agreement), row, message)


def settled_to_coordinators(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """The institute learns that the agreement holds again."""
    message = Message(
        kind="agreement.settled",
        subject=_("%(partner)s withdrew its objection to “%(title)s”")
        % {"partner": agreement.partner, "title": agreement.title},
        body=_("It holds again, and what waited for it was confirmed."),
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices(coordinators(agreement), row, message)


def ended_to_both(agreement: Agreement, row: AgreementTransition) -> Iterator[Notice]:
    """Both parties learn that it holds no more, and why."""
    message = Message(
        kind="agreement.ended",
        subject=_("“%(title)s” with %(partner)s has ended") % {"title": agreement.title, "partner": agreement.partner},
        body=_("Its last day was %(day)s. No placement can be confirmed under it any more.\n\n%(note)s")
        % {"day": day(agreement.ends_on), "note": row.note},
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )
    yield from _notices([*coordinators(agreement), *leads(agreement)], row, message)


def ending(agreement: Agreement, _reader: User) -> Message:
    """The reminder 90, 60 and 30 days before the last day."""
    return Message(
        kind="agreement.ending",
        subject=_("“%(title)s” ends on %(day)s") % {"title": agreement.title, "day": day(agreement.ends_on)},
        body=_(
            "The agreement between %(institute)s and %(partner)s holds until %(day)s.\n\n"
            "Begin its renewal now, so that no placement falls outside it."
        )
        % {"institute": agreement.institute, "partner": agreement.partner, "day": day(agreement.ends_on)},
        path=agreement.get_absolute_url(),
        action=_("Open the agreement"),
    )


# Every move has its entry: silence is a decision. A renewal speaks through the successor's own moves; of a draft that
# is thrown away nobody else knew, of one that was returned its partner did.
TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SEND.name: (sent_to_leads,),
    RECALL.name: (recalled_to_leads,),
    RETURN.name: (returned_to_coordinators,),
    SIGN.name: (signed_to_coordinators,),
    SIGN_ON_PAPER.name: (recorded_to_leads,),
    DISPUTE.name: (objected_to_coordinators,),
    SETTLE.name: (settled_to_coordinators,),
    EXPIRE.name: (ended_to_both,),
    TERMINATE.name: (ended_to_both,),
    RENEW.name: (),
    DISCARD.name: (given_up_to_leads,),
}

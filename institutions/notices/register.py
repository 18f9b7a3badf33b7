"""What is said about the register: calls to make, accreditations that run out, partners that were one."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from institutions.models import Accreditation, ContactEntry, Membership, PartnerMerge, PartnerMergeTransition
from institutions.states import DECLINE, MERGE
from notifications.services.posting import Message, Notice, Teller


def callers(entry: ContactEntry) -> list[User]:
    """Who promised the call; where they have left, every coordinator of the institute."""
    office = [membership.user for membership in Membership.objects.coordinators_of(entry.institute_id)]
    return [user for user in office if user.pk == entry.by_id] or office


def call_due(entry: ContactEntry, _reader: User) -> Message:
    """On the morning of a call."""
    return Message(
        kind="partner.call_due",
        subject=_("Call %(partner)s: %(about)s") % {"partner": entry.partner, "about": entry.next_about},
        body=_("Planned for %(day)s. Last time %(who)s said:\n\n%(said)s")
        % {"day": day(entry.next_on) if entry.next_on else "", "who": entry.with_whom, "said": entry.said},
        path=entry.partner.get_absolute_url(),
        action=_("Open the partner"),
    )


def accreditation_readers(accreditation: Accreditation) -> list[User]:
    """The partner's leads, and the coordinators of institutes whose agreement with it is signed and has not ended."""
    leads = Membership.objects.leads_of(accreditation.partner_id)
    office = Membership.objects.coordinators_with(accreditation.partner_id)
    return list({membership.user_id: membership.user for membership in (*leads, *office)}.values())


def accreditation_ending(accreditation: Accreditation, _reader: User) -> Message:
    """The reminder 60 and 30 days before the last day."""
    last = day(accreditation.valid_until) if accreditation.valid_until else ""
    return Message(
        kind="partner.accreditation_ending",
        subject=_("An accreditation of %(partner)s ends on %(day)s") % {"partner": accreditation.partner, "day": last},
        body=_(
            "“%(what)s” by %(body)s holds until %(day)s. Students see it on the profile until then.\n\n"
            "When it is renewed, send the new paper and its dates."
        )
        % {"what": accreditation.what_for, "body": accreditation.body, "day": last},
        path=accreditation.partner.get_absolute_url(),
        action=_("Open the profile"),
    )


def _told(readers: Iterable[User], merge: PartnerMerge, message: Message) -> Iterator[Notice]:
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{merge.pk}")


def merge_proposed(merge: PartnerMerge) -> Message:
    """Administrators are asked to decide."""
    return Message(
        kind="partner.merge_proposed",
        subject=_("Are “%(loser)s” and “%(survivor)s” one?")
        % {"loser": merge.loser_name, "survivor": merge.survivor.name},
        body=_("%(who)s thinks so:\n\n%(reason)s") % {"who": merge.proposed_by, "reason": merge.reason},
        path=merge.get_absolute_url(),
        action=_("Look at both"),
    )


def merged_to_both(merge: PartnerMerge, _row: PartnerMergeTransition) -> Iterator[Notice]:
    """Who proposed it, the partner's leads, and the coordinators who have an agreement with it."""
    leads = Membership.objects.leads_of(merge.survivor_id)
    office = Membership.objects.coordinators_with(merge.survivor_id)
    readers = {m.user_id: m.user for m in (*leads, *office)} | {merge.proposed_by_id: merge.proposed_by}
    message = Message(
        kind="partner.merged",
        subject=_("“%(loser)s” is now part of “%(survivor)s”")
        % {"loser": merge.loser_name, "survivor": merge.survivor.name},
        body=_(
            "They were one partner, entered twice. Everything of the one stands with the other; old links lead there."
        ),
        path=merge.survivor.get_absolute_url(),
        action=_("Open the partner"),
    )
    yield from _told(readers.values(), merge, message)


def declined_to_proposer(merge: PartnerMerge, row: PartnerMergeTransition) -> Iterator[Notice]:
    """Who proposed it reads why not."""
    message = Message(
        kind="partner.merge_declined",
        subject=_("“%(loser)s” and “%(survivor)s” stay two")
        % {"loser": merge.loser_name, "survivor": merge.survivor.name},
        body=row.note,
        path=merge.survivor.get_absolute_url(),
        action=_("Open the partner"),
    )
    yield from _told([merge.proposed_by], merge, message)


MERGE_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    MERGE.name: (merged_to_both,),
    DECLINE.name: (declined_to_proposer,),
}

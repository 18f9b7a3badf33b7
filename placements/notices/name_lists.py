"""What is said when a list of names moves, and when a student objects to where it led."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from core.words import day, listed
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import ListedName, NameList, NameListTransition, Placement
from placements.states import ANSWER_LIST, DISCARD_LIST, FILL_LIST, RECALL_LIST, SEND_LIST


def leads(name_list: NameList) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(name_list.slot.partner_id)]


def coordinators(name_list: NameList) -> list[User]:
    """The institute's coordinators."""
    return [membership.user for membership in Membership.objects.coordinators_of(name_list.institute_id)]


def _notices(readers: list[User], name_list: NameList, message: Message) -> Iterator[Notice]:
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{name_list.pk}")


def sent_to_leads(name_list: NameList, row: NameListTransition) -> Iterator[Notice]:
    """The partner learns who is asked for."""
    count = name_list.names.count()
    subject = ngettext("%(institute)s sends %(n)d name", "%(institute)s sends %(n)d names", count)
    message = Message(
        kind="name_list.sent",
        subject=subject % {"institute": name_list.institute, "n": count},
        body=_("For “%(slot)s”, from %(first)s to %(last)s.\n\nAccept, strike or swap them on one page.\n\n%(note)s")
        % {
            "slot": name_list.slot,
            "first": day(name_list.slot.starts_on),
            "last": day(name_list.slot.ends_on),
            "note": name_list.note,
        },
        path=name_list.get_absolute_url(),
        action=_("Read the list"),
    )
    yield from _notices(leads(name_list), name_list, message)


def filled_to_leads(name_list: NameList, row: NameListTransition) -> Iterator[Notice]:
    """The partner learns who comes into the places that it keeps for the institute."""
    students = [str(name.student) for name in name_list.names.for_list()]
    names, count = listed(students), len(students)
    message = Message(
        kind="name_list.filled",
        subject=ngettext(
            "%(institute)s fills a place that you keep for it: %(names)s",
            "%(institute)s fills %(n)d places that you keep for it: %(names)s",
            count,
        )
        % {"institute": name_list.institute, "names": names, "n": count},
        body=_("“%(slot)s”, from %(first)s to %(last)s.\n\n%(names)s\n\n%(note)s\n\nNothing is asked of you.")
        % {
            "names": names if count > 1 else "",
            "slot": name_list.slot,
            "first": day(name_list.slot.starts_on),
            "last": day(name_list.slot.ends_on),
            "note": name_list.note,
        },
        path=name_list.get_absolute_url(),
        action=_("See who comes"),
    )
    yield from _notices(leads(name_list), name_list, message)


def recalled_to_leads(name_list: NameList, row: NameListTransition) -> Iterator[Notice]:
    """The partner need not answer any more."""
    message = Message(
        kind="name_list.recalled",
        subject=_("%(institute)s takes its list back") % {"institute": name_list.institute},
        body=_("The names for “%(slot)s” are looked at once more. Nothing is asked of you.") % {"slot": name_list.slot},
    )
    yield from _notices(leads(name_list), name_list, message)


def answered_to_coordinators(name_list: NameList, row: NameListTransition) -> Iterator[Notice]:
    """The institute learns who was accepted, who was struck and why."""
    names = list(name_list.names.for_list())
    accepted = [name for name in names if name.answer == ListedName.Answer.ACCEPTED]
    swapped = [name for name in accepted if name.slot_id != name_list.slot_id]
    struck = [name for name in names if name.answer == ListedName.Answer.STRUCK]
    lines = [
        *(f"{name.student}: {name.slot}, {day(name.slot.starts_on)}" for name in swapped),
        *(f"{name.student}: {name.reason}" for name in struck),
    ]
    message = Message(
        kind="name_list.answered",
        subject=_("%(partner)s answered your list: %(accepted)d accepted, %(struck)d struck")
        % {"partner": name_list.slot.partner, "accepted": len(accepted), "struck": len(struck)},
        body=_("“%(slot)s”. Those who were accepted are placed and told.\n\n%(lines)s")
        % {"slot": name_list.slot, "lines": "\n".join(lines)},
        path=name_list.get_absolute_url(),
        action=_("Read the answers"),
    )
    yield from _notices(coordinators(name_list), name_list, message)


def waiting(name_list: NameList, _reader: User) -> Message:
    """The reminder to the partner, three days after the list came."""
    return Message(
        kind="name_list.waiting",
        subject=_("%(institute)s waits for your answer to its names") % {"institute": name_list.institute},
        body=_("For “%(slot)s”, which begins on %(first)s.")
        % {"slot": name_list.slot, "first": day(name_list.slot.starts_on)},
        path=name_list.get_absolute_url(),
        action=_("Read the list"),
    )


def objected(placement: Placement, reason: str) -> Iterator[Notice]:
    """Both offices read what stands against a placement."""
    message = Message(
        kind="name_list.objected",
        subject=_("%(student)s objects to the placement at %(partner)s")
        % {"student": placement.student, "partner": placement.partner},
        body=_("“%(slot)s”, from %(first)s.\n\n%(reason)s\n\nThe place is held until one of you cancels it.")
        % {"slot": placement.slot, "first": day(placement.starts_on), "reason": reason},
        path=placement.get_absolute_url(),
        action=_("Open the placement"),
    )
    offices = [
        *Membership.objects.coordinators_of(placement.institute_id),
        *Membership.objects.leads_of(placement.partner_id),
    ]
    for membership in offices:
        yield Notice(reader=membership.user, message=message, dedupe_key=f"{message.kind}:{placement.pk}")


# Every move has its entry: silence is a decision. A draft that is thrown away was known to nobody else.
LIST_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SEND_LIST.name: (sent_to_leads,),
    RECALL_LIST.name: (recalled_to_leads,),
    ANSWER_LIST.name: (answered_to_coordinators,),
    DISCARD_LIST.name: (),
    FILL_LIST.name: (filled_to_leads,),
}

"""What is said about a recording: to its person at once, to the offices when they object, to the person when it is settled."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, User
from core.words import day, when
from institutions.models import Membership, Recording, RecordingTransition
from institutions.states import OBJECT, UPHOLD, WITHDRAW_RECORDING
from notifications.services.posting import Message, Notice, Teller


def recorded(recording: Recording, link: AccessLink) -> Message:
    """The person reads what was written down as theirs, and by whom; the mailed link needs no account."""
    return Message(
        kind="recording.made",
        subject=_("Recorded for you: %(title)s") % {"title": recording.title},
        body=_(
            "%(recorder)s recorded this in your name %(source)s:\n\n%(words)s\n\n"
            "If this is not what you said, say so by %(day)s. Otherwise you need not do anything."
        )
        % {
            "recorder": _named(recording.by, recording.membership),
            "source": recording.get_source_display(),
            "words": recording.words,
            "day": day(recording.object_until.date()),
        },
        path=recording.get_absolute_url(),
        action=_("Read it, or object"),
        link=link,
    )


def objected_to_offices(recording: Recording, row: RecordingTransition) -> Iterator[Notice]:
    """The recorder and the institute's coordinators read the objection."""
    message = Message(
        kind="recording.objected",
        subject=_("%(person)s objects: %(title)s") % {"person": recording.person, "title": recording.title},
        body=_(
            "It was recorded %(source)s on %(when)s. %(person)s writes:\n\n%(note)s\n\n"
            "Answer the objection: say why it stands, or put it right and withdraw it."
        )
        % {
            "source": recording.get_source_display(),
            "when": when(recording.at, recording.institute.zone),
            "person": recording.person,
            "note": row.note,
        },
        path=recording.get_absolute_url(),
        action=_("Read and answer"),
    )
    coordinators = [membership.user for membership in Membership.objects.coordinators_of(recording.institute_id)]
    yield from _each({reader.pk: reader for reader in [recording.by, *coordinators]}.values(), recording, message)


def upheld_to_person(recording: Recording, row: RecordingTransition) -> Iterator[Notice]:
    """The person reads why it stands."""
    message = Message(
        kind="recording.upheld",
        subject=_("It stands: %(title)s") % {"title": recording.title},
        body=_("Your objection was read. The answer:\n\n%(note)s") % {"note": row.note},
        path=recording.get_absolute_url(),
        action=_("Open it"),
    )
    yield from _each([recording.person], recording, message)


def withdrawn_to_both(recording: Recording, row: RecordingTransition) -> Iterator[Notice]:
    """The person, and the student whom it was about, learn that it does not count as the person's word."""
    message = Message(
        kind="recording.withdrawn",
        subject=_("Withdrawn: %(title)s") % {"title": recording.title},
        body=_("What was recorded for %(person)s on %(when)s was withdrawn.\n\n%(note)s")
        % {"person": recording.person, "when": when(recording.at, recording.institute.zone), "note": row.note},
        path=recording.get_absolute_url(),
        action=_("Open it"),
    )
    yield from _each(filter(None, [recording.person, recording.about]), recording, message)


def _each(readers: Iterable[User], recording: Recording, message: Message) -> Iterator[Notice]:
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{recording.pk}")


def _named(user: User, membership: Membership) -> str:
    return f"{user.name} ({membership.label})"


RECORDING_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    OBJECT.name: (objected_to_offices,),
    UPHOLD.name: (upheld_to_person,),
    WITHDRAW_RECORDING.name: (withdrawn_to_both,),
}

"""What is said about enquiries: to the office when one comes, to the enquirer when it is answered."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.models import Enquiry, EnquiryTransition, Membership
from institutions.states import ANSWER_ENQUIRY, CLOSE_ENQUIRY, INVITE_ENQUIRY
from notifications.services.posting import Message, Notice, Teller


def received_by_office(enquiry: Enquiry, _row: None) -> Iterator[Notice]:
    """Every coordinator of the institute."""
    message = Message(
        kind="enquiry.received",
        subject=_("An enquiry from %(name)s") % {"name": enquiry.name},
        body=_("%(kind)s.\n\n%(text)s") % {"kind": enquiry.get_kind_display(), "text": enquiry.text},
        path=enquiry.get_absolute_url(),
        action=_("Answer it"),
    )
    for membership in Membership.objects.coordinators_of(enquiry.institute_id):
        yield Notice(reader=membership.user, message=message, dedupe_key=f"enquiry.received:{enquiry.pk}")


def answered_to_enquirer(enquiry: Enquiry, _row: EnquiryTransition) -> Iterator[Notice]:
    """By mail, to the address that they gave. Expects their person to be named already."""
    body = _("You asked:\n\n%(text)s\n\n%(institute)s answers:\n\n%(answer)s")
    if enquiry.institute.email:
        body = _(
            "You asked:\n\n%(text)s\n\n%(institute)s answers:\n\n%(answer)s\n\nTo ask more, write to %(email)s; this mail is not read."
        )
    message = Message(
        kind="enquiry.answered",
        subject=_("%(institute)s answers your enquiry") % {"institute": enquiry.institute},
        body=body
        % {
            "text": enquiry.text,
            "answer": enquiry.answer,
            "institute": enquiry.institute,
            "email": enquiry.institute.email,
        },
    )
    reader = User.objects.get(email=enquiry.email.strip().lower())
    yield Notice(reader=reader, message=message, dedupe_key=f"enquiry.answered:{enquiry.pk}")


# Whoever became a student is told in `students`, with the invitation; whoever needed no answer gets none.
ENQUIRY_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    ANSWER_ENQUIRY.name: (answered_to_enquirer,),
    INVITE_ENQUIRY.name: (),
    CLOSE_ENQUIRY.name: (),
}

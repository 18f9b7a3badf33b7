"""What an enquirer hears whom the institute sponsors."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from institutions.models import Enquiry
from notifications.services.posting import Message, Notice
from students.models import Student


def sponsored(enquiry: Enquiry, student: Student, word: str) -> Iterator[Notice]:
    """What they asked, that the institute sponsors them, and its own word. The link to the account comes by itself."""
    body = _(
        "You asked:\n\n%(text)s\n\n%(institute)s sponsors you for internships (%(studies)s): it answers for you to the partners, and "
        "you apply for their internships through it."
    ) % {"text": enquiry.text, "institute": enquiry.institute, "studies": student.studies}
    message = Message(
        kind="enquiry.sponsored",
        subject=_("%(institute)s sponsors you") % {"institute": enquiry.institute},
        body=f"{body}\n\n{word}" if word else body,
    )
    yield Notice(reader=student.user, message=message, dedupe_key=f"enquiry.sponsored:{enquiry.pk}")

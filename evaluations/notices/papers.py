"""What is said about certificates, letters, and the jobs that make them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Job, User
from core.words import day
from evaluations.models import Certificate, CertificateTransition, Letter, LetterTransition
from evaluations.states import (
    ACCEPT_LETTER,
    DECLINE_LETTER,
    RELEASE_LETTER,
    REVOKE_CERTIFICATE,
    REVOKE_LETTER,
    SIGN_LETTER,
    SUPERSEDE_CERTIFICATE,
)
from notifications.services.posting import Message, Notice, Teller

SEE = _("See the certificate")
SEE_IT = _("See it")
OPEN = _("Open the letter")


def _of(certificate: Certificate) -> dict[str, Any]:
    placement = certificate.placement
    return {
        "serial": certificate.serial,
        "paper": certificate.heading,
        "slot": placement.slot,
        "partner": placement.partner,
        "reason": certificate.reason,
    }


def _to_student(certificate: Certificate, kind: str, subject: Any, body: Any) -> Notice:
    words = _of(certificate)
    message = Message(
        kind=f"certificate.{kind}",
        subject=subject % words,
        body=body % words,
        path=certificate.get_absolute_url(),
        action=SEE_IT if certificate.is_statement else SEE,
    )
    return Notice(
        reader=certificate.placement.student.user, message=message, dedupe_key=f"{message.kind}:{certificate.pk}"
    )


def ready_to_student(certificate: Certificate) -> Notice:
    """The sealed PDF is there: only now is there something to open."""
    subject = _("Your statement of experience is ready") if certificate.is_statement else _("Your certificate is ready")
    body = _(
        "%(serial)s, for “%(slot)s” at %(partner)s.\n\n"
        "Anyone can check it with the code on the paper. Send the PDF as it is: printing and scanning loses its seal."
    )
    return _to_student(certificate, "ready", subject, body)


def superseded_to_student(certificate: Certificate, row: CertificateTransition) -> Iterator[Notice]:
    """The old paper now says that a newer one exists."""
    subject = _("Your certificate %(serial)s is replaced")
    if certificate.is_statement:
        subject = _("%(paper)s %(serial)s is replaced")
    body = _(
        "A corrected one is on its way to you.\n\nWhy: %(reason)s\n\nWhoever checks the old code is shown the new one."
    )
    yield _to_student(certificate, "replaced", subject, body)


def revoked_to_student(certificate: Certificate, row: CertificateTransition) -> Iterator[Notice]:
    """The student learns why, and that whoever checks it learns it too."""
    subject = _("Your certificate %(serial)s is revoked")
    if certificate.is_statement:
        subject = _("%(paper)s %(serial)s is revoked")
    body = _(
        "Why: %(reason)s\n\nWhoever checks its code is told so. If you think this is wrong, speak to your placement office."
    )
    yield _to_student(certificate, "revoked", subject, body)


# Every move has its entry. Of the issue the student hears when the PDF is there (`ready_to_student`).
CERTIFICATE_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SUPERSEDE_CERTIFICATE.name: (superseded_to_student,),
    REVOKE_CERTIFICATE.name: (revoked_to_student,),
}


def _letter(letter: Letter, reader: User, kind: str, subject: Any, body: Any, **more: Any) -> Iterator[Notice]:
    words = {
        "student": letter.placement.student.user,
        "writer": letter.writer.user,
        "slot": letter.placement.slot,
        "purpose": letter.purpose,
        "needed_by": day(letter.needed_by) if letter.needed_by else "",
        **more,
    }
    message = Message(
        kind=f"letter.{kind}", subject=subject % words, body=body % words, path=letter.get_absolute_url(), action=OPEN
    )
    yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{letter.pk}")


def asked_to_writer(letter: Letter) -> Iterator[Notice]:
    """The request itself: the supervisor may accept or decline; the record writes the first draft."""
    subject = _("%(student)s asks you for a letter of recommendation")
    what = _("It is for: %(purpose)s.")
    if letter.needed_by:
        what = _("It is for: %(purpose)s. It is needed by %(needed_by)s.")
    how = _(
        "If you accept, a draft is filled in from the record of “%(slot)s”; you change it, add your own words and sign. You may decline."
    )
    yield from _letter(letter, letter.writer.user, "asked", subject, f"{what}\n\n{how}")


def accepted_to_student(letter: Letter, row: LetterTransition) -> Iterator[Notice]:
    """It will be written."""
    body = _("%(writer)s has accepted to write it. You get a message when it is released.")
    yield from _letter(letter, letter.placement.student.user, "accepted", _("%(writer)s writes your letter"), body)


def declined_to_student(letter: Letter, row: LetterTransition) -> Iterator[Notice]:
    """The reason is the writer's own words."""
    body = _("%(reason)s\n\nYou can ask somebody else who worked with you.")
    yield from _letter(
        letter,
        letter.placement.student.user,
        "declined",
        _("%(writer)s cannot write your letter"),
        body,
        reason=row.note,
    )


def released_to_student(letter: Letter, row: LetterTransition) -> Iterator[Notice]:
    """The sealed PDF is there."""
    body = _("%(writer)s has signed it. You can read it and send it on.")
    yield from _letter(letter, letter.placement.student.user, "released", _("Your letter is ready"), body)


def revoked_letter_to_student(letter: Letter, row: LetterTransition) -> Iterator[Notice]:
    """It must not be used any more."""
    body = _("Do not send it on any more.\n\nWhy: %(reason)s")
    yield from _letter(
        letter, letter.placement.student.user, "revoked", _("%(writer)s has revoked your letter"), body, reason=row.note
    )


# Every move has its entry. A signature says nothing yet: the letter is released moments later, sealed.
LETTER_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    ACCEPT_LETTER.name: (accepted_to_student,),
    DECLINE_LETTER.name: (declined_to_student,),
    SIGN_LETTER.name: (),
    RELEASE_LETTER.name: (released_to_student,),
    REVOKE_LETTER.name: (revoked_letter_to_student,),
}


def cohort_done(job: Job) -> Notice:
    """Whoever ordered a cohort's certificates learns what came of it."""
    made = job.total - len(job.problems)
    subject = ngettext_lazy("%(made)d certificate is issued", "%(made)d certificates are issued", made) % {"made": made}
    missing = _("Not issued:\n\n%(problems)s") % {"problems": "\n".join(job.problems)}
    body = missing if job.problems else _("None is missing.")
    message = Message(kind="job.done", subject=subject, body=body, path=job.get_absolute_url(), action=_("See the job"))
    return Notice(reader=job.ordered_by, message=message, dedupe_key=f"job.done:{job.pk}")


def replacing_done(job: Job) -> Notice:
    """Whoever had many certificates replaced learns what came of it."""
    made = job.total - len(job.problems)
    subject = ngettext_lazy("%(made)d certificate was replaced", "%(made)d certificates were replaced", made)
    left = _("Not replaced:\n\n%(problems)s") % {"problems": "\n".join(job.problems)}
    body = left if job.problems else _("None is left. Every student was told.")
    path, action = job.get_absolute_url(), _("See the job")
    message = Message(kind="job.done", subject=subject % {"made": made}, body=body, path=path, action=action)
    return Notice(reader=job.ordered_by, message=message, dedupe_key=f"job.done:{job.pk}")

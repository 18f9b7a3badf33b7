"""What is said between sending and review: the receipt, the institute's word, questions and answers, a change of mind."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.services.posting import Notice
from placements.models import Application, ApplicationTransition
from placements.notices.applications_words import coordinators, leads, readers_from, student, told


def submitted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The receipt."""
    subject = _("Receipt %(receipt)s: your application for “%(slot)s” is sent")
    body = _(
        "%(partner)s, “%(slot)s”, %(first)s to %(last)s.\n\n"
        "The receipt holds all that was sent, word for word, and never changes. Until %(close)s you may take the application back, "
        "change it and send it again; you may withdraw at any time. You are told of each step.\n\n"
        "What you wrote:\n\n%(statement)s"
    )
    yield from told(
        student(application),
        application,
        "application.submitted",
        subject,
        body,
        _("See what was sent"),
        statement=application.statement,
    )


def submitted_to_readers(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Somebody applied: the partner reads it, or first the institute where the slot asks for its word."""
    if not application.slot.asks_for_endorsement:
        yield from _received(application)
        return
    subject = _("%(student)s asks you to endorse an application to %(partner)s")
    body = _(
        "“%(slot)s”, %(first)s to %(last)s. The partner decides on it once you have endorsed it.\n\n"
        "Read it, then endorse it, ask a question, or say why not."
    )
    yield from told(coordinators(application), application, "application.to_endorse", subject, body)


def endorsed_to_leads(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Now it is the partner's to read."""
    yield from _received(application)


def endorsed_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """One step further."""
    subject = _("%(institute)s endorsed your application for “%(slot)s”")
    yield from told(student(application), application, "application.endorsed", subject, _("%(partner)s reads it now."))


def refused_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """Not endorsed, why, and what can still be done."""
    subject = _("%(institute)s did not endorse your application for “%(slot)s”")
    body = _(
        "Your placement office gives this reason:\n\n%(note)s\n\n"
        "What you wrote is kept. Talk to them; until %(close)s you may change it and send it again."
    )
    yield from told(student(application), application, "application.refused", subject, body, note=row.note)


def asked_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """The question itself."""
    subject = _("A question about your application for “%(slot)s”")
    body = _("%(asker)s asks:\n\n%(note)s\n\nYour application waits for your answer.")
    words = {"asker": row.as_label}
    yield from told(
        student(application), application, "application.question", subject, body, _("Answer it"), note=row.note, **words
    )


def answered_to_office(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """The institute asked before it endorses."""
    yield from _answered(coordinators(application), application, row)


def answered_to_leads(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """The partner asked."""
    yield from _answered(leads(application), application, row)


def _answered(readers: list[User], application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    subject = _("%(student)s answered your question")
    yield from told(readers, application, "application.answered", subject, _("“%(slot)s”\n\n%(note)s"), note=row.note)


def taken_back_to_readers(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """Whoever had it need not read it for now."""
    subject = _("%(student)s is changing the application for “%(slot)s”")
    body = _(
        "It is the student’s draft again until it is sent anew, at the latest by %(close)s. Nothing is asked of you."
    )
    readers = readers_from(row.from_state, application)
    yield from told(
        readers, application, "application.taken_back", subject, body, _("See the applications"), path="/applications/"
    )


def _received(application: Application) -> Iterator[Notice]:
    subject = _("%(student)s applies for “%(slot)s”")
    body = _("%(student)s of %(institute)s has sent statement and CV.\n\nRead them, then shortlist, offer or say no.")
    yield from told(leads(application), application, "application.received", subject, body, _("Read the application"))

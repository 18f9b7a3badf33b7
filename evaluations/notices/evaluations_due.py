"""What the clock says of an evaluation that is due, overdue, or has nobody who is asked."""

from django.utils.translation import gettext_lazy as _

from evaluations.models import Evaluation, Occasion
from evaluations.notices.evaluations import ASKED, CHOOSE, FILL_IN, link_of, message_about
from notifications.services.posting import Message


def due_soon(evaluation: Evaluation) -> Message:
    """The reminder to the evaluator before the due day."""
    body = _(
        "The evaluation of the placement “%(slot)s” waits for you until %(due)s.\n\n"
        "It takes a minute on a phone, without signing in."
    )
    return message_about(evaluation, "due", ASKED, body, action=FILL_IN, link=link_of(evaluation))


def overdue(evaluation: Evaluation) -> Message:
    """The reminder to the evaluator after the due day."""
    subject = _("The evaluation of %(student)s is overdue")
    costs = _("It was due on %(due)s; %(student)s cannot finish the placement “%(slot)s” without it.")
    if evaluation.occasion != Occasion.FINAL:
        costs = _("It was due on %(due)s; the sooner %(student)s hears it, the more can change in “%(slot)s”.")
    how = _("It takes a minute on a phone, without signing in. Not yours? The page lets you pass it on.")
    return message_about(evaluation, "overdue", subject, f"{costs}\n\n{how}", action=FILL_IN, link=link_of(evaluation))


def overdue_to_office(evaluation: Evaluation) -> Message:
    """What a lead, and later a coordinator, reads about an evaluation that does not come."""
    subject = _("The evaluation of %(student)s is overdue")
    body = _(
        "%(evaluator)s of %(partner)s was asked for it by %(due)s and reminded.\n\n"
        "A word in person helps; the partner’s lead can also ask somebody else."
    )
    return message_about(evaluation, "overdue", subject, body, action=_("Open the evaluation"))


def still_unassigned(evaluation: Evaluation) -> Message:
    """What a lead, and later a coordinator, reads about an evaluation for which nobody is asked."""
    subject = _("Nobody is asked for the evaluation of %(student)s")
    body = _(
        "The evaluation of the placement “%(slot)s” at %(partner)s is due on %(due)s, and nobody has been chosen.\n\n"
        "The partner’s placement lead chooses a supervisor on its page."
    )
    return message_about(evaluation, "unassigned", subject, body, action=CHOOSE)

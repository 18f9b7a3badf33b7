"""Whether a supervisor writes the letter that a student asked for. The letter itself is the writer's own: no office reads or signs it.

The thing is the placement, for letters are seen by their two people alone: an office learns here that one was asked for, nothing else.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act
from config.on_behalf.people import supervisor_of
from config.on_behalf.training import ON_PLACEMENT
from core.actor import Actor
from core.forms import ActForm
from core.verdict import Verdict, no
from evaluations.forms.papers import DeclineLetterForm
from evaluations.models import Letter
from evaluations.policies import papers
from evaluations.services import letters
from evaluations.states import ACCEPT_LETTER, DECLINE_LETTER
from institutions.models import Membership
from placements.models import Placement
from placements.policies.facts import known

NOT_ASKED = no(gettext_lazy("No letter waits for an answer here."), gettext_lazy("The student asks for one first."))


def _asked(placement: Placement) -> Letter | None:
    """The letter that waits for the writer's yes or no, found once a placement. One query; none where the page has read it."""
    asked = known(placement, "letters_asked", lambda: None)
    if asked is not None and not hasattr(placement, "asked_letter"):
        placement.asked_letter = _known_here(placement, asked[0]) if asked else None
    if not hasattr(placement, "asked_letter"):
        open_ones = Letter.objects.filter(placement=placement, state__in=DECLINE_LETTER.sources).for_list()
        placement.asked_letter = (
            open_ones.select_related("writer__institute", "writer__partner").order_by("-pk").first()
        )
    return placement.asked_letter


def _known_here(placement: Placement, letter: Letter) -> Letter:
    """The letter with its two people as the page has read them; a writer who is not the supervisor is found by the letter."""
    letter.placement = placement
    for supervisor in supervisor_of(placement):
        if supervisor.pk == letter.writer_id:
            letter.writer = supervisor
    return letter


def _writer(placement: Placement) -> list[Membership]:
    letter = _asked(placement)
    return [letter.writer] if letter else []


def _may_accept(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    letter = _asked(placement)
    return papers.may_accept_letter(by, letter) if letter else NOT_ASKED


def _may_decline(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    letter = _asked(placement)
    return papers.may_decline_letter(by, letter) if letter else NOT_ASKED


def _answer(service: Any, state: frozenset[str]) -> Any:
    """The letters' own service, given the placement: the letter of the person who answers."""

    def answer(*, placement_id: int, by: Actor, **said: Any) -> Letter:
        asked = Letter.objects.filter(placement=placement_id, writer=by.membership_id, state__in=state).order_by("-pk")
        return service(letter_id=asked.values_list("pk", flat=True)[0], by=by, **said)

    return answer


PROMISED = gettext_lazy("A promise, or a no, is said; the letter itself is the writer’s own and is signed here.")
LETTER_ACTS = (
    Act(
        name="letter-accept",
        title=gettext_lazy("Letter promised"),
        people=_writer,
        verdict=_may_accept,
        form=lambda data, _placement, _by: ActForm(data),
        service=_answer(letters.accept_letter, ACCEPT_LETTER.sources),
        words=lambda placement, _form: [_("Will write a letter for %(student)s.") % {"student": placement.student}],
        unprinted=PROMISED,
        **ON_PLACEMENT,
    ),
    Act(
        name="letter-decline",
        title=gettext_lazy("Letter declined"),
        people=_writer,
        verdict=_may_decline,
        form=lambda data, _placement, _by: DeclineLetterForm(data),
        service=_answer(letters.decline_letter, DECLINE_LETTER.sources),
        words=lambda _placement, form: [form.cleaned_data["reason"]],
        unprinted=PROMISED,
        **ON_PLACEMENT,
    ),
)

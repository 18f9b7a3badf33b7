"""Papers as the placement page shows them: its certificate, and the letters that the reader may see."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.actor import Actor
from core.beside import beside
from core.settled import Settled, settled
from evaluations.models import Certificate, Evaluation, Letter, PlacementLetter
from evaluations.policies import papers as policies
from evaluations.policies.placement_letters import NAMEABLE, may_write_placement_letter
from evaluations.sections import Standing
from evaluations.states import DECLINE_LETTER, LOCKED, LetterState
from placements.models import Placement

LETTER_TONES = {
    LetterState.REQUESTED: "wait",
    LetterState.DRAFTED: "wait",
    LetterState.SIGNED: "wait",
    LetterState.RELEASED: "good",
    LetterState.REVOKED: "bad",
}


def certificate_standing(certificate: Certificate) -> Standing:
    """Whether it holds, and whether its PDF is there."""
    if certificate.is_replaced:
        return Standing(_("Replaced"), "wait")
    if not certificate.holds:
        return Standing(_("Revoked"), "bad")
    return Standing(_("Genuine"), "good") if certificate.file_id else Standing(_("PDF on its way"), "wait")


def letter_standing(letter: Letter) -> Standing:
    """Where a letter stands."""
    return Standing(letter.get_state_display(), LETTER_TONES.get(LetterState(letter.state), ""))


def with_end(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `evaluated` and `certified`: whether a final evaluation is locked, whether a certificate holds."""
    return placements.annotate(**_end())


@cache
def _end() -> dict[str, Settled]:
    final = Evaluation.objects.filter(occasion=Evaluation.Occasion.FINAL, state__in=LOCKED, placement=OuterRef("pk"))
    return settled(
        Placement,
        evaluated=Exists(final),
        certified=Exists(Certificate.objects.live().filter(placement=OuterRef("pk"))),
    )


def with_papers(placements: QuerySet[Placement], actor: Actor) -> QuerySet[Placement]:
    """Each with the papers that the actor may see, and the letters that their writers may still decline. No query of its own."""
    certificates = Certificate.objects.visible_to(actor).filter(placement=OuterRef("pk"))
    letters = Letter.objects.visible_to(actor).filter(placement=OuterRef("pk"))
    asked = Letter.objects.filter(placement=OuterRef("pk"), state__in=DECLINE_LETTER.sources)
    to_partner = PlacementLetter.objects.visible_to(actor).holding().filter(placements=OuterRef("pk"))
    return placements.annotate(
        certificates_seen=beside(certificates.order_by("-issued_at", "-pk"), "serial", "state", "file"),
        letters_seen=beside(letters.order_by("-pk"), "state", writer_name="writer__user__name"),
        letters_asked=beside(asked.order_by("-pk"), "state", "writer"),
        letters_to_partner=beside(to_partner.order_by("-issued_at", "-pk"), "facts"),
    )


def paper_section(placement: Any, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_papers.html`, of a placement `with_papers` that was found through `visible_to`. One query at most."""
    return {
        "to_partner": placement.letters_to_partner,
        "may_write_to_partner": may_write_placement_letter(actor) and placement.state in NAMEABLE,
        "certificates": [(row, certificate_standing(row)) for row in placement.certificates_seen or ()],
        "letters": [(row, letter_standing(row)) for row in placement.letters_seen or ()],
        "may_issue": policies.may_issue(actor, placement),
        "states_experience": policies.states_experience(placement),
        "may_ask_letter": policies.may_ask_letter(actor, placement),
    }

"""Papers as the placement page shows them: its certificate, and the letters that the reader may see."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from evaluations.models import Certificate, Letter, PlacementLetter
from evaluations.policies import papers as policies
from evaluations.policies.placement_letters import NAMEABLE, may_write_placement_letter
from evaluations.sections import Standing
from evaluations.states import LetterState
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


def paper_section(placement: Placement, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_papers.html`. The caller found `placement` through `visible_to`. Five queries at most."""
    certificates = Certificate.objects.visible_to(actor).filter(placement=placement).order_by("-issued_at", "-pk")
    letters = Letter.objects.visible_to(actor).filter(placement=placement).select_related("writer__user")
    to_partner = PlacementLetter.objects.visible_to(actor).holding().filter(placements=placement)
    return {
        "to_partner": to_partner.order_by("-issued_at", "-pk"),
        "may_write_to_partner": may_write_placement_letter(actor) and placement.state in NAMEABLE,
        "certificates": [(row, certificate_standing(row)) for row in certificates],
        "letters": [(row, letter_standing(row)) for row in letters.order_by("-pk")],
        "may_issue": policies.may_issue(actor, placement),
        "may_ask_letter": policies.may_ask_letter(actor, placement),
    }

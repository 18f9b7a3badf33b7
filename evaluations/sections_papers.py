"""Papers as the placement page shows them: its certificate, and the letters that the reader may see."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from evaluations.models import Certificate, Letter
from evaluations.policies import papers as policies
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
    """Context of `pages/placement/_papers.html`. The caller found `placement` through `visible_to`. Four queries at most."""
    certificates = Certificate.objects.visible_to(actor).filter(placement=placement).order_by("-issued_at", "-pk")
    letters = Letter.objects.visible_to(actor).filter(placement=placement).select_related("writer__user")
    return {
        "certificates": [(row, certificate_standing(row)) for row in certificates],
        "letters": [(row, letter_standing(row)) for row in letters.order_by("-pk")],
        "may_issue": policies.may_issue(actor, placement),
        "may_ask_letter": policies.may_ask_letter(actor, placement),
    }

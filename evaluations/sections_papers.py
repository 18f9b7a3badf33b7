"""Papers as the placement page shows them: its certificate, and the letters that the reader may see."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from evaluations.models import Certificate, Letter
from evaluations.policies import papers as policies
from placements.models import Placement


def paper_section(placement: Placement, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_papers.html`. The caller found `placement` through `visible_to`. Four queries at most."""
    return {
        "certificates": Certificate.objects.visible_to(actor).filter(placement=placement).order_by("-issued_at", "-pk"),
        "letters": Letter.objects.visible_to(actor)
        .filter(placement=placement)
        .select_related("writer__user")
        .order_by("-pk"),
        "may_issue": policies.may_issue(actor, placement),
        "may_ask_letter": policies.may_ask_letter(actor, placement),
    }

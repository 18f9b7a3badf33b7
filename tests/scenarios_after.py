"""What comes after a placement, for the scene of every address: a former intern who is asked by mail what became of them."""

from datetime import timedelta
from typing import Any

from accounts.models import AccessLink, Purpose
from core import clock
from tests.factories.placements import PlacementFactory


def asked_later() -> dict[str, Any]:
    """Somebody else's placement that was completed a hundred days ago, with the link."""
    placement, now = PlacementFactory(completed=True, first=-200, last=-100), clock.now()
    link = AccessLink.make(
        purpose=Purpose.DESTINATION,
        user_id=placement.student.user_id,
        subject_id=placement.pk,
        now=now,
        expires_at=now + timedelta(days=60),
    )
    return {"destination_by_link.token": link.token}

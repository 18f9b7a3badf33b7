"""Stretches of time at a placement, read on its institute’s clock. No table of its own."""

from datetime import datetime
from typing import Any

from django.utils import timezone


class OnItsClock:
    """Beside a model with `placement`, `started_at` and `ended_at`. Needs the placement with its institute."""

    placement: Any
    started_at: Any
    ended_at: Any

    @property
    def local_start(self) -> datetime:
        """When it began, on the institute's clock."""
        return timezone.localtime(self.started_at, self.placement.institute.zone)

    @property
    def local_end(self) -> datetime:
        """When it ended, on the institute's clock."""
        return timezone.localtime(self.ended_at, self.placement.institute.zone)

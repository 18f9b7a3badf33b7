"""What the clock asks every minute."""

from config.bench.figures import Figure
from config.bench.filling.world import World
from core import clock
from notifications.delivery import BATCH
from notifications.models import Notification


def due(_world: World) -> list[int]:
    """The next batch of the outbox, among everything that was ever sent."""
    waiting = Notification.objects.due(clock.now()).order_by("send_after")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


FIGURES = (Figure("Work", "Due messages among 1,000,000", due, "SELECT 1", 10.0, queries=1),)

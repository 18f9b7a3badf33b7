"""Long work a person ordered, with progress; and the keys that make a repeated request harmless."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor

PROGRESS_KEPT = 15 * 60  # seconds; longer than any task may take
STALE = timedelta(seconds=20)  # a worker at work says so more often than this


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, each its orderer's own."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that the person ordered, in whatever role."""
        return self.filter(ordered_by_id=actor.user_id) if actor.is_signed_in else self.none()

    def unfinished(self) -> Self:
        """Waiting or under way."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def stale(self, now: datetime) -> Self:
        """Unfinished, and no worker has made progress for a while: the wake-up was lost, or the worker died."""
        return self.unfinished().alias(last=Coalesce("beat_at", "created_at")).filter(last__lt=now - STALE)


class Job(models.Model):
    """Work in steps. `jobs.py` of an app runs it; each step is safe to repeat, so a killed worker costs nothing but time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped")

    kind = models.CharField(max_length=40, help_text="Name of the Celery task that runs it.")
    title = models.CharField(max_length=200)
    params = models.JSONField(
        default=dict, help_text="{steps: [what each step is about], path: where the result is seen}."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="What could not be done, in words, one string a step.")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    membership = models.ForeignKey("institutions.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    beat_at = models.DateTimeField(null=True, help_text="When a worker last made progress.")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["beat_at"], name="job_open", condition=models.Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job_detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @cached_property
    def progress(self) -> tuple[int, int]:
        """(done, of all): the steps, or what a long step says of itself while its transaction is open."""
        return self._told or (self.done, self.total)

    @property
    def standing(self) -> str:
        """Where it stands, in words: a step that tells of itself is under way, though its open transaction hides it."""
        return str(self.State.RUNNING.label if self._told and self._told[0] else self.get_state_display())

    @cached_property
    def _told(self) -> tuple[int, int] | None:
        told = None if self.is_over else cache.get(self._progress_key)
        return (told[0], told[1]) if told else None

    def tell_progress(self, done: int, total: int) -> None:
        """Say how far a step is. Kept in the cache, since nobody sees an open transaction; where it is lost the bar waits for the step."""
        cache.set(self._progress_key, (done, total), timeout=PROGRESS_KEPT)

    @property
    def _progress_key(self) -> str:
        return f"job:{self.pk}"


class IdempotencyKey(models.Model):
    """One form, sent once: what the first sending made is what the second one gets."""

    key = models.CharField(max_length=40)
    owner = models.CharField(max_length=60, help_text="u<user id> or l<link id>.")
    result_model = models.CharField(max_length=60, blank=True)
    result_id = models.BigIntegerField(null=True)
    answer = models.CharField(
        max_length=500, blank=True, help_text="Where it led: the same form, sent again, leads there, too."
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="one_act_per_key")]

    def __str__(self) -> str:
        return self.key

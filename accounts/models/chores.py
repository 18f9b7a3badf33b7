"""Work on the portal itself: what commands did and when, and what an administrator did on a bad day, with the reason."""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via


class Chore(models.Model):
    """One run of something that keeps the portal well: a backup, a trial of one, a clearing out."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup")
        RESTORE_TEST = "restore_test", _("Trial of a backup")
        RESTORE = "restore", _("Backup put in place")
        PRUNE = "prune", _("Clearing out")
        ROTATE_KEYS = "rotate_keys", _("Change of keys")
        TEST_MAIL = "test_mail", _("Test mail")

    kind = models.CharField(max_length=20, choices=Kind)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    ok = models.BooleanField()
    note = models.CharField(max_length=500, blank=True, help_text="Figures, or what went wrong: never anybody’s name.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=10, choices=Via)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_chore_ends_after_it_began", condition=Q(finished_at__gte=models.F("started_at"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "-finished_at"], name="chores_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.finished_at:%Y-%m-%d %H:%M}"


class InterventionQuerySet(models.QuerySet["Intervention"]):
    """What administrators did."""

    def visible_to(self, actor: Actor) -> Self:
        """All, to an administrator."""
        return self if actor.acts_as(Role.ADMINISTRATOR) else self.none()

    def for_list(self) -> Self:
        """With everybody whom a line names, the latest first: one query for any number."""
        return self.select_related("by", "person", "other", "file").order_by("-at", "-pk")


class Intervention(models.Model):
    """One act of an administrator upon somebody’s account, work, file or mail, with the reason. It is never changed or removed."""

    class Kind(models.TextChoices):
        HAND_OVER = "hand_over", _("Handed work over")
        RESET_STEPS = "reset_steps", _("Took the second step away")
        END_SESSIONS = "end_sessions", _("Signed out everywhere")
        MERGE_PEOPLE = "merge_people", _("Joined two accounts")
        QUARANTINE = "quarantine", _("Closed a file")
        RELEASE_FILE = "release_file", _("Opened a file again")
        SUPERSEDE = "supersede", _("Replaced certificates")
        RESEND = "resend", _("Sent mail again that came back")
        REPLAY = "replay", _("Sent the outbox again")

    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interventions",
        help_text="Upon whom.",
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who got it, where something passed to somebody.",
    )
    file = models.ForeignKey(
        "accounts.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="interventions"
    )
    figures = models.JSONField(default=dict, blank=True, help_text="How many of what: {“evaluations.Evaluation”: 3}.")

    objects: ClassVar = InterventionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="an_intervention_says_why", condition=~Q(reason=""))]
        indexes: ClassVar = [models.Index(fields=["-at"], name="interventions_latest")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="an_intervention_is_never_rewritten", exclude=["file"]),
            pgtrigger.Protect(name="an_intervention_is_never_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

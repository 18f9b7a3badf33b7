"""Abstract models: what many tables have in common. No table of its own."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models

from core import clock
from core.actor import Actor, Via
from core.errors import Stale
from core.lifecycle import Move, moved


class Stamped(models.Model):
    """When a row was made and last written, by the portal's clock."""

    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.updated_at = clock.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)

    @property
    def stamp(self) -> int:
        """The moment of the last writing as a number, for the form of a row that keeps no version."""
        return int(self.updated_at.timestamp() * 1_000_000)

    def refuse_stale(self, shown: int | None) -> None:
        """`Stale` when the form was made from another `stamp`. `None` means that no form was shown."""
        if shown is not None and shown != self.stamp:
            raise Stale


class Versioned(models.Model):
    """A number that every edit raises, so that a form shown before somebody else's edit is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def next_version(self, shown: int | None) -> None:
        """Raise the version; `Stale` when the form was made from another one. `None` means that no form was shown."""
        if shown is not None and shown != self.version:
            raise Stale
        self.version += 1


class Transition(models.Model):
    """One move that happened: who, when, from, to, note. Subclasses add `thing`, a foreign key with related_name "transitions"."""

    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Named by their labels only: the tables of memberships and recordings stand above core in the street.
    membership = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=10, choices=Via)
    recording = models.ForeignKey(
        "institutions.Recording",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where it was written down for the person, from paper or phone.",
    )
    as_label = models.CharField(max_length=200, blank=True, help_text="In what capacity, in the words of that day.")
    note = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.move} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """Where the move led, in the words of the thing's own states."""
        states = self._meta.get_field("thing").related_model._meta.get_field("state")  # type: ignore[union-attr]
        return str(dict(states.flatchoices).get(self.to_state, self.to_state))  # type: ignore[union-attr]

    @classmethod
    def write(cls, thing: models.Model, move: Move, *, by: Actor, now: datetime, was: str, note: str = "") -> Self:
        """Record that `move` took `thing` from `was`, and send `moved`. The caller holds the lock and has saved the state."""
        row = cls.row(thing, move, by=by, now=now, was=was, note=note)
        row.save()
        moved.send(sender=type(thing), thing=thing, move=move, by=by, now=now)
        return row

    @classmethod
    def row(cls, thing: models.Model, move: Move, *, by: Actor, now: datetime, was: str, note: str = "") -> Self:
        """The same record, not saved: for many at once. Whoever saves them sends `moved_many` where somebody listens."""
        return cls(
            thing=thing,
            move=move.name,
            from_state=was,
            to_state=move.target,
            at=now,
            by_id=by.user_id,
            membership_id=by.membership_id,
            via=by.via,
            recording_id=by.recording_id,
            as_label=by.label,
            note=note,
        )

"""Moving every row that points at one thing to another, by Django's own metadata: a foreign key that is added tomorrow moves too.

The apps above keep foreign keys to partners and departments, and this app may not know them. Where rows cannot simply change their
pointer, their app says in `MOVERS` how they move.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import IntegrityError, InternalError, models, transaction
from django.utils.translation import gettext as _
from pghistory.models import Event

from core.errors import Refusal
from core.models import Transition

# By the label of a model: how its rows move from one thing to another. Returns how many did; raises Refusal.
MOVERS: dict[str, Callable[[Any, Any], int]] = {}


@dataclass(frozen=True, slots=True)
class Pointer:
    """One foreign key."""

    model: type[models.Model]
    name: str

    def rows(self, thing: models.Model) -> "models.QuerySet[models.Model]":
        """Those that point at `thing`."""
        return self.model._base_manager.filter(**{self.name: thing})  # noqa: SLF001 - Django’s own name


@cache
def pointers(model: type[models.Model]) -> list[Pointer]:
    """Every foreign key to `model`, join tables included, history left out. What others stand on comes before them."""
    found = [
        Pointer(relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and _is_a_table(relation.related_model)
    ]
    return sorted(found, key=lambda pointer: (_height(pointer.model), pointer.model._meta.label, pointer.name))


def _is_a_table(model: type[models.Model]) -> bool:
    """Not history, nor a view upon it."""
    return model._meta.managed and not model._meta.proxy and not issubclass(model, Event)


def move_rows(old: models.Model, new: models.Model) -> dict[str, int]:
    """Point at `new` whatever points at `old`; how many rows of which kind. Raises Refusal where two cannot stand side by side."""
    moved: dict[str, int] = {}
    for pointer in pointers(type(old)):
        meta = pointer.model._meta
        try:
            with transaction.atomic():
                mover = MOVERS.get(meta.label)
                number = mover(old, new) if mover else pointer.rows(old).update(**{pointer.name: new})
        except IntegrityError as error:
            raise Refusal(
                _("Both have %(things)s that cannot stand side by side.") % {"things": meta.verbose_name_plural},
                instead=_("End or remove one of them first."),
            ) from error
        except InternalError as error:
            raise Refusal(_("Some %(things)s can never move.") % {"things": meta.verbose_name_plural}) from error
        if number:
            moved[meta.label] = moved.get(meta.label, 0) + number
    return moved


def move_what_may(
    old: models.Model, new: models.Model, *, but: Collection[str] = (), stays: dict[str, int] | None = None
) -> dict[str, int]:
    """The same for what the old one keeps the rest of: what was signed stays with it, and so does the history. How many moved.

    All rows of a kind at once, and one by one where some may not; kinds named in `but`, by their labels, are left alone.
    How many a rule keeps with the old one is added to `stays`. Raises OperationalError where a row is busy: nothing is to move then.
    """
    moved: dict[str, int] = {}
    for pointer in pointers(type(old)):
        label = pointer.model._meta.label
        if issubclass(pointer.model, Transition) or label in but:
            continue
        rows = pointer.rows(old)
        number = _point(pointer, rows, new)
        if number is None:
            pks = list(rows.values_list("pk", flat=True))
            number = sum(_point(pointer, rows.filter(pk=pk), new) or 0 for pk in pks)
            if stays is not None and number < len(pks):
                stays[label] = stays.get(label, 0) + len(pks) - number
        if number:
            moved[label] = moved.get(label, 0) + number
    return moved


def _point(pointer: Pointer, rows: "models.QuerySet[models.Model]", new: models.Model) -> int | None:
    """Point the rows at `new`; None where a rule of the database stands against it."""
    try:
        with transaction.atomic():
            return rows.update(**{pointer.name: new})
    except (IntegrityError, InternalError):
        return None


def _height(model: type[models.Model], above: frozenset[type[models.Model]] = frozenset()) -> int:
    """How many foreign keys stand between `model` and one that has none: an agreement is lower than a seat under it."""
    seen = above | {model}
    below = {field.related_model for field in model._meta.concrete_fields if field.is_relation} - seen
    return 1 + max((_height(other, seen) for other in below), default=0)

"""Evaluation forms: the starter, and how a new version comes about. Drafts are written in the admin."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.actor import Actor
from core.verdict import require
from evaluations.models import Criterion, Instrument
from evaluations.policies import instruments as policies
from placements.models import Scale
from placements.services import catalogue

FINAL = "final-supervision"  # slug of the form on which final evaluations are filled in

# What any intern of any track does: five taps fill it in.
FINAL_CRITERIA = (
    "Does the daily work of the department",
    "Works safely and says when something is wrong",
    "Explains each step to patients or to those who ask",
    "Works with the team and hands over completely",
    "Keeps records exact and confidential",
)


@transaction.atomic
def load_starters(*, now: datetime) -> Instrument:
    """The first version of the final evaluation, published, with the scale it needs. Changes nothing where it is there already."""
    catalogue.load_starters()
    instrument, is_new = Instrument.objects.get_or_create(
        slug=FINAL,
        version=1,
        defaults={"title": "Final evaluation", "scale": Scale.objects.get(slug=catalogue.SUPERVISION, version=1)},
    )
    if is_new:
        Criterion.objects.bulk_create(
            Criterion(instrument=instrument, position=position, text=text)
            for position, text in enumerate(FINAL_CRITERIA, start=1)
        )
        instrument.published_at = now
        instrument.save(update_fields=["published_at"])
    return instrument


@transaction.atomic
def copy_instrument(*, instrument_id: int, by: Actor, now: datetime) -> Instrument:
    """Begin the next version of a form from a copy, to be worded and then published. Raises NotAllowed, Refusal."""
    slug = Instrument.objects.values_list("slug", flat=True).get(pk=instrument_id)
    # The lock on the first version keeps two copies from taking one number.
    Instrument.objects.select_for_update().filter(slug=slug).order_by("version").first()
    require(policies.may_copy(by, Instrument.objects.filter(slug=slug, published_at=None).first()))
    original = Instrument.objects.get(pk=instrument_id)
    newest = Instrument.objects.filter(slug=slug).aggregate(newest=Max("version"))["newest"]
    copy = Instrument.objects.create(
        slug=slug,
        version=newest + 1,
        title=original.title,
        perspective=original.perspective,
        scale_id=original.scale_id,
        comment_label=original.comment_label,
    )
    Criterion.objects.bulk_create(
        Criterion(instrument=copy, position=criterion.position, text=criterion.text)
        for criterion in original.criteria.all()
    )
    return copy


@transaction.atomic
def publish_instrument(*, instrument_id: int, by: Actor, now: datetime) -> Instrument:
    """From now on new evaluations use this version, and nothing in it changes. Raises NotAllowed, Refusal."""
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    require(policies.may_publish(by, instrument))
    instrument.published_at = now
    instrument.save(update_fields=["published_at"])
    return instrument

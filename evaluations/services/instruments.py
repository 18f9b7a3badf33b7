"""Evaluation forms: which one is used, how a new one or a next version comes about, and when it is settled for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal, Stale
from core.verdict import require
from evaluations.models import Criterion, Instrument, InstrumentChoice, Occasion
from evaluations.policies import instruments as policies
from evaluations.services.instruments_starters import FINAL, KEY_LENGTH, SELF, SITE, load_starters
from institutions.models import Programme
from placements.models import Placement, Scale
from placements.services.catalogue import SUPERVISION, keep_scale, settle_scale

USES: dict[str, str] = {
    Occasion.MID: Instrument.Use.SUPERVISOR,
    Occasion.FINAL: Instrument.Use.SUPERVISOR,
    Occasion.OBSERVED: Instrument.Use.OBSERVATION,
    Occasion.SELF_MID: Instrument.Use.SELF,
    Occasion.SELF_FINAL: Instrument.Use.SELF,
    Occasion.SITE: Instrument.Use.SITE,
}
USUAL: dict[str, str] = {
    Occasion.MID: FINAL,
    Occasion.FINAL: FINAL,
    Occasion.SELF_MID: SELF,
    Occasion.SELF_FINAL: SELF,
    Occasion.SITE: SITE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion as the builder hands it over. `key` is empty for a new one."""

    text: str
    key: str = ""
    section: str = ""
    kind: str = Criterion.Kind.RATING
    may_be_unseen: bool = True
    asks_at: int | None = None


def form_for(placement: Placement, occasion: str, *, now: datetime) -> Instrument:
    """The newest published version of the form on which this is filled in: what the programme chose, else the usual one.

    An institute's own form goes before the portal's of the same name.
    """
    chosen = InstrumentChoice.objects.filter(programme=placement.student.programme_id, occasion=occasion)
    for slug in (*chosen.values_list("slug", flat=True), USUAL[occasion]):
        forms = Instrument.objects.published(slug, institute_id=placement.institute_id).filter(use=USES[occasion])
        if (newest := forms.first()) is not None:
            return newest
    load_starters(now=now)
    return Instrument.objects.published(USUAL[occasion]).get()


def observed_on(placement: Placement) -> QuerySet[Instrument]:
    """The forms for one observed task."""
    return Instrument.objects.in_use(placement.institute_id).filter(use=Instrument.Use.OBSERVATION)


@transaction.atomic
def add_instrument(*, by: Actor, now: datetime, title: str, use: str) -> Instrument:
    """A new form, empty, of the actor's institute; an administrator's is the whole portal's. Raises NotAllowed, Refusal."""
    require(policies.may_add(by))
    scale = Scale.objects.filter(slug=SUPERVISION).order_by("-version").first()
    scale = scale or load_starters(now=now).scale
    try:
        with transaction.atomic():
            return Instrument.objects.create(
                slug=slugify(title)[:50] or "form", institute_id=by.institute_id, title=title, use=use, scale=scale
            )
    except IntegrityError as error:
        raise Refusal(
            _("There is a form of this name already."), instead=_("Open it and make its next version."), field="title"
        ) from error


@transaction.atomic
def copy_instrument(*, instrument_id: int, by: Actor, now: datetime) -> Instrument:
    """Begin the next version of a form from a copy; of the portal's form, an institute begins its own. Raises NotAllowed, Refusal.

    Locks the oldest version of the form, so that two copies do not take one number.
    """
    original = Instrument.objects.get(pk=instrument_id)
    owner = by.institute_id or original.institute_id
    family = Instrument.objects.filter(Q(institute=None) | Q(institute_id=owner), slug=original.slug)
    family.select_for_update().order_by("pk").first()
    ours = Instrument.objects.filter(slug=original.slug, institute_id=owner)
    require(policies.may_copy(by, original, ours.filter(published_at=None).first()))
    newest = ours.aggregate(newest=Max("version"))["newest"] or 0
    copy = Instrument.objects.create(
        slug=original.slug,
        institute_id=owner,
        version=newest + 1,
        use=original.use,
        title=original.title,
        perspective=original.perspective,
        scale_id=original.scale_id,
        comment_label=original.comment_label,
    )
    asked = [
        Asked(row.text, row.key, row.section, row.kind, row.may_be_unseen, row.asks_at)
        for row in original.criteria.all()
    ]
    _write(copy, asked)
    return copy


@transaction.atomic
def edit_instrument(
    *,
    instrument_id: int,
    by: Actor,
    now: datetime,
    title: str,
    perspective: str,
    comment_label: str,
    criteria: Sequence[Asked],
    scale: Scale | None,
    steps: Sequence[str] = (),
    seen: str | None = None,
) -> Instrument:
    """Write a draft anew: its words, its scale (one that is there, or `steps` of its own, the lowest first), its criteria in order.

    Locks the form. Raises NotAllowed, Refusal; Stale where somebody changed it since the page was shown (`seen`).
    """
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    require(policies.may_edit(by, instrument))
    if seen is not None and seen != fingerprint(instrument):
        raise Stale
    instrument.title, instrument.perspective, instrument.comment_label = title, perspective, comment_label
    instrument.scale = keep_scale(name=title, steps=steps) if steps else scale or instrument.scale
    _check_steps(criteria, instrument.scale.points.count())
    instrument.save()
    instrument.criteria.all().delete()
    _write(instrument, criteria)
    return instrument


@transaction.atomic
def publish_instrument(*, instrument_id: int, by: Actor, now: datetime) -> Instrument:
    """From now on new evaluations use this version, and nothing in it or its scale changes. Raises NotAllowed, Refusal."""
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    require(policies.may_publish(by, instrument))
    settle_scale(scale_id=instrument.scale_id, now=now)
    instrument.published_at = now
    instrument.save(update_fields=["published_at"])
    return instrument


@transaction.atomic
def discard_instrument(*, instrument_id: int, by: Actor, now: datetime) -> None:
    """Take a draft away; nothing was filled in on it. Raises NotAllowed, Refusal."""
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    require(policies.may_edit(by, instrument))
    instrument.criteria.all().delete()
    instrument.delete()


@transaction.atomic
def choose_instruments(*, programme_id: int, by: Actor, now: datetime, choices: Mapping[str, str]) -> Programme:
    """Which form the programme uses on each occasion; an empty slug means the usual one. What is under way keeps its form.

    Locks the programme. Raises NotAllowed, Refusal.
    """
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    require(policies.may_choose(by, programme))
    for occasion, slug in choices.items():
        known = Instrument.objects.published(slug, institute_id=programme.institute_id).filter(use=USES[occasion])
        if slug and not known.exists():
            raise Refusal(_("This form cannot be used here."), instead=_("Choose one from the list."), field=occasion)
    InstrumentChoice.objects.filter(programme=programme).delete()
    InstrumentChoice.objects.bulk_create(
        InstrumentChoice(programme=programme, occasion=occasion, slug=slug)
        for occasion, slug in choices.items()
        if slug
    )
    return programme


def fingerprint(instrument: Instrument) -> str:
    """Changes with every edit of a draft: the criteria are written anew each time."""
    newest = instrument.criteria.aggregate(newest=Max("pk"))["newest"]
    return f"{newest}:{instrument.title}:{instrument.scale_id}:{instrument.comment_label}"


def _write(instrument: Instrument, asked: Sequence[Asked]) -> None:
    """The criteria, numbered in order; a new one gets a key of its own."""
    taken = {row.key for row in asked if row.key}
    rows = []
    for position, row in enumerate(asked, start=1):
        key = row.key or _fresh_key(row.text, taken)
        taken.add(key)
        rows.append(
            Criterion(
                instrument=instrument,
                position=position,
                key=key,
                section=row.section,
                text=row.text,
                kind=row.kind,
                may_be_unseen=row.may_be_unseen,
                asks_at=row.asks_at if row.kind == Criterion.Kind.RATING else None,
            )
        )
    Criterion.objects.bulk_create(rows)


def _fresh_key(text: str, taken: set[str]) -> str:
    stem = slugify(text)[: KEY_LENGTH - 3] or "criterion"
    numbered = (f"{stem}-{n}" for n in range(2, 100))
    return next(key for key in (stem, *numbered) if key not in taken)


def _check_steps(criteria: Sequence[Asked], steps: int) -> None:
    """A sentence is asked for at a step that the scale has, and not at every one."""
    if any(row.asks_at is not None and not 1 <= row.asks_at < steps for row in criteria):
        raise Refusal(
            _("A sentence is asked for at a step that the scale has not, or at every step."),
            instead=_("Choose a step below the highest."),
        )

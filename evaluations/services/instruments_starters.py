"""The forms that a new portal begins with, as data. Councils and hospitals differ: each is copied and reworded in the portal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from evaluations.models import Criterion, Instrument
from placements.models import Scale
from placements.services import catalogue

FINAL = "final-supervision"  # slugs of the usual forms
SELF = "self-assessment"
SITE = "site-rating"
KEY_LENGTH = 60
MENTOR = "My mentor"

LIKERT = ("likert", "Preceptor’s five steps", ("Unsatisfactory", "Needs support", "Meets", "Exceeds", "Exemplary"))
SIX = (
    "expected",
    "Against what is expected",
    ("Well below", "Below", "Borderline", "Meets", "Above", "Well above"),
)
HELP = (
    "help-needed",
    "Help that was needed",
    ("I had to do it", "I talked it through", "I prompted", "I was in the room", "I was not needed"),
)
TRUST = (
    "trust",
    "What I would trust",
    ("To watch", "With me beside", "With me a minute away", "On their own", "To supervise others"),
)
AGREE = ("agreement", "How far it is true", ("Not at all", "Hardly", "Partly", "Mostly", "Fully"))


@dataclass(frozen=True, slots=True)
class Ask:
    """One criterion of a starter. `key` ties it to the same thing in another form."""

    text: str
    key: str = ""
    section: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Starter:
    """One form. `scale` is None for the supervision scale; a step at `asks_at` or lower asks for a sentence.

    Another wording has a higher `version`: a portal that has an earlier one keeps it beside.
    """

    slug: str
    use: Instrument.Use
    title: str
    asks: tuple[Ask, ...]
    comment: str
    scale: tuple[str, str, tuple[str, ...]] | None = None
    asks_at: int | None = None
    trusts: bool = False
    version: int = 1


def _asks(*texts: str, section: str = "") -> tuple[Ask, ...]:
    return tuple(Ask(text, section=section) for text in texts)


# What any intern of any track does: five taps fill it in.
DAILY = (
    Ask("Does the daily work of the department", "daily-work"),
    Ask("Works safely and says when something is wrong", "safety"),
    Ask("Explains each step to patients or to those who ask", "explains"),
    Ask("Works with the team and hands over completely", "team"),
    Ask("Keeps records exact and confidential", "records"),
)
STARTERS = (
    Starter(
        FINAL, Instrument.Use.SUPERVISOR, "Daily work, five steps of supervision", DAILY,
        "One thing to do next", asks_at=1,
    ),
    Starter(
        "entrustment", Instrument.Use.SUPERVISOR, "Entrustment: what I would trust them with",
        _asks(
            "Takes a history and examines", "Names what it may be, and why", "Orders and reads the usual tests",
            "Writes in the record", "Presents a patient", "Hands over",
            "Recognises who needs urgent care and begins it",
        ),
        "What should they do before the next step?", TRUST, trusts=True,
    ),
    Starter(
        "preceptor", Instrument.Use.SUPERVISOR, "Records, coding and administration",
        (
            *_asks("Handles records and keeps privacy", "Knows the terms", section="Records"),
            *_asks("Assigns codes exactly", "Follows a claim through", "Asks a good query", section="Coding and claims"),
            *_asks("Releases only what may be released", "Checks the quality of the own work", section="Quality"),
        ),
        "One thing to do next", LIKERT, asks_at=2,
    ),
    Starter(
        "soft-skills", Instrument.Use.SUPERVISOR, "Working with people",
        (
            Ask("Meets patients and families with empathy", "empathy"),
            Ask("Listens, and is understood", "communication"),
            Ask("Works with the team", "teamwork"),
            Ask("Uses time well and comes on time", "time"),
            Ask("Stays steady under stress", "stress"),
            Ask("Acts ethically and says when something is wrong", "ethics"),
        ),
        "One thing to do next", LIKERT, asks_at=2,
    ),
    Starter(
        "mini-cex", Instrument.Use.OBSERVATION, "Mini-CEX: one encounter, fifteen minutes",
        _asks(
            "Takes the history", "Examines", "Is professional and humane", "Counsels and communicates",
            "Judges clinically", "Is organised and efficient", "Overall",
        ),
        "What was agreed", SIX, asks_at=2,
    ),
    Starter(
        "dops", Instrument.Use.OBSERVATION, "DOPS: one procedure",
        (
            *_asks("Knows why and how it is done", "Explains it and asks for consent", "Prepares", section="Before"),
            *_asks(
                "Relieves pain and worry", "Has the technique", "Works aseptically", "Asks for help when it is needed",
                section="During",
            ),
            *_asks("Looks after the patient and the room", "Writes it down", section="After"),
        ),
        "What was agreed", HELP, asks_at=1,
    ),
    Starter(
        SELF, Instrument.Use.SELF, "How I see my own work",
        (
            Ask("I do the daily work of the department", "daily-work"),
            Ask("I work safely and say when something is wrong", "safety"),
            Ask("I explain each step to patients or to those who ask", "explains"),
            Ask("I work with the team and hand over completely", "team"),
            Ask("I keep records exact and confidential", "records"),
            Ask("What went well", "went-well", words=True),
        ),
        "One thing I want to learn next",
    ),
    Starter(
        SITE, Instrument.Use.SITE, "What the place was like",
        (
            *_asks(
                "I was expected and shown around", "Somebody was there to ask", "I worked, and did not only watch",
                "I heard what I did well and what to do next", "It was safe to say that I did not know",
                "Hours and work were as the slot said", "I would come here again",
            ),
            Ask("My mentor kept the days that we agreed on", "own-mentor-days", MENTOR),
            Ask("Talking with my mentor helped me", "own-mentor-helped", MENTOR),
        ),
        "One thing that would make it better", AGREE, version=2,
    ),
)  # fmt: skip


@transaction.atomic
def load_starters(*, now: datetime) -> Instrument:
    """Every starter, published, with the scales they need; changes nothing that is there, nor puts itself before what a portal has
    worded anew. Returns the usual form.
    """
    catalogue.load_starters()
    rows = Instrument.objects.filter(institute=None).order_by().values("slug").annotate(newest=Max("version"))
    there = {row["slug"]: row["newest"] for row in rows}
    if missing := [starter for starter in STARTERS if starter.version > there.get(starter.slug, 0)]:
        _make(missing, now)
    return Instrument.objects.get(institute=None, slug=FINAL, version=1)


def _make(starters: list[Starter], now: datetime) -> None:
    """Drafts first, because nothing is added to a form that is published."""
    scales = {starter.scale: _scale(starter) for starter in starters}
    made = Instrument.objects.bulk_create(
        Instrument(
            slug=starter.slug,
            version=starter.version,
            use=starter.use,
            title=starter.title,
            scale=scales[starter.scale],
            perspective=Instrument.Perspective.PROSPECTIVE if starter.trusts else Instrument.Perspective.RETROSPECTIVE,
            comment_label=starter.comment,
        )
        for starter in starters
    )
    Criterion.objects.bulk_create(
        Criterion(
            instrument=instrument,
            position=position,
            key=ask.key or slugify(ask.text)[:KEY_LENGTH],
            section=ask.section,
            text=ask.text,
            kind=Criterion.Kind.TEXT if ask.words else Criterion.Kind.RATING,
            asks_at=None if ask.words else starter.asks_at,
        )
        for starter, instrument in zip(starters, made, strict=True)
        for position, ask in enumerate(starter.asks, start=1)
    )
    for scale in scales.values():
        catalogue.settle_scale(scale_id=scale.pk, now=now)
    Instrument.objects.filter(pk__in=[instrument.pk for instrument in made]).update(published_at=now)


def _scale(starter: Starter) -> Scale:
    if starter.scale is None:
        return Scale.objects.get(slug=catalogue.SUPERVISION, version=1)
    slug, name, steps = starter.scale
    return catalogue.keep_scale(name=name, steps=steps, slug=slug)

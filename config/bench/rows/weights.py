"""What pages weigh on their way to a phone: bytes compressed as they are sent, and how often it has to ask."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from config.bench.figures import Figure, Kind
from config.bench.filling.world import World
from config.bench.rows.pages import Where, first, get, named
from core import clock
from evaluations.models import Evaluation
from placements.models import Slot

ASKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\s(?:href|src)="([^"#]+)')
SENT_AS_THEY_ARE = {".woff2", ".png", ".jpg"}
KILO = 1000


def assets(html: str) -> set[str]:
    """The files that a browser fetches for a page."""
    return {
        urlsplit(found).path for found in ASKED.findall(html) if urlsplit(found).path.startswith(settings.STATIC_URL)
    }


def weight(path: str) -> int:
    """Bytes of a file on its way."""
    found = finders.find(unhashed(path.removeprefix(settings.STATIC_URL)))
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    content = Path(found).read_bytes()
    return len(content) if Path(found).suffix in SENT_AS_THEY_ARE else len(gzip.compress(content, 6))


def unhashed(name: str) -> str:
    """A collected file by the name that it has in the repository."""
    return re.sub(r"\.[0-9a-f]{12}(?=\.[a-z0-9]+$)", "", name)


def page(role: str, where: Where) -> Callable[[World], str]:
    """The page as text."""
    ask = get(role, where)
    return lambda world: str(ask(world).content.decode())


def kilobytes(html: str, *, whole: bool) -> float:
    """Of the page, and with `whole` of everything that comes with it."""
    own = len(gzip.compress(html.encode(), 6))
    return (own + (sum(map(weight, assets(html))) if whole else 0)) / KILO


def weights(name: str, role: str, where: Where) -> tuple[Figure, ...]:
    """Of one page: what it asks for, its own bytes, those of what comes with it."""
    html = page(role, where)
    kilo = {"kind": Kind.AMOUNT, "unit": "kB", "rounds": 1}

    def around(world: World) -> float:
        shown = html(world)
        return kilobytes(shown, whole=True) - kilobytes(shown, whole=False)

    def requests(world: World) -> int:
        return 1 + len(assets(html(world)))

    return (
        Figure("Weight", f"{name}: requests, first visit", requests, budget=8, kind=Kind.AMOUNT, rounds=1),
        Figure("Weight", f"{name}: HTML", lambda world: kilobytes(html(world), whole=False), budget=15, **kilo),  # type: ignore[arg-type]
        Figure("Weight", f"{name}: CSS, JS, fonts, pictures", around, budget=180, **kilo),  # type: ignore[arg-type]
    )


def phone(world: World) -> str:
    """The evaluation by link, as a supervisor opens it on a phone."""
    if "link" not in world.kept:
        evaluation = Evaluation.objects.filter(state="open").select_related("evaluator").order_by("pk")[0]
        now = clock.now()
        link = AccessLink.make(
            purpose=Purpose.EVALUATION,
            user_id=evaluation.evaluator.user_id,  # type: ignore[union-attr]
            subject_id=evaluation.pk,
            now=now,
            expires_at=now + timedelta(days=1),
        )
        world.kept["link"] = reverse("evaluation_by_link", args=[link.token])
    path: str = world.kept["link"]
    return path


PHONE = page("nobody", phone)

FIGURES = (
    Figure(
        "Weight",
        "Phone evaluation: everything, first visit",
        lambda world: kilobytes(PHONE(world), whole=True),
        budget=50,
        kind=Kind.AMOUNT,
        unit="kB",
        rounds=1,
    ),
    # All that comes with it has a hash in its name and is kept for ever: what is asked for again is the page.
    Figure("Weight", "Phone evaluation: requests afterwards", lambda _world: 1, budget=2, kind=Kind.AMOUNT, rounds=1),
    *weights("Internships", "student", named("internship_list")),
    *weights("Internship", "student", first(Slot, state="published", partner=1)),
    *weights("Home, student", "student", named("home")),
    *weights("Home, coordinator", "coordinator", named("home")),
    *weights("Applications, lead", "lead", named("application_list")),
)

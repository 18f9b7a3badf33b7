"""A paper form as it leaves the printer: one layout for all, and the code that leads back to where it is recorded."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from config.on_behalf.sheets import SHEETS
from config.on_behalf.table import ACTS
from core import clock, pdf
from institutions.models import PaperForm

LANGUAGE = "en"


def draw(paper: PaperForm) -> bytes:
    """The PDF of one form. Slow: for a worker."""
    with translation.override(LANGUAGE), timezone.override(paper.institute.zone):
        context = form_context(paper)
        title = f"{paper.title} ({paper.serial})"
    return pdf.render("pdf/paper_form.html", context, title=title, lang=LANGUAGE)


def form_context(paper: PaperForm) -> dict[str, Any]:
    """What `pdf/paper_form.html` prints."""
    act = ACTS[paper.act]
    thing = act.find(paper.membership.as_actor(), paper.thing_id)
    address = form_address(paper)
    return {
        "paper": paper,
        "address": address,
        "qr": segno.make_qr(address, error="m").svg_data_uri(border=0, scale=4),
        "demo": settings.DEMO,
        "printed_on": clock.day_of(paper.at, paper.institute.zone),
        **SHEETS[act.paper][1](act, thing),
    }


def form_address(paper: PaperForm) -> str:
    """Where it is recorded, its person chosen already."""
    path = reverse(
        "on_behalf", args=[paper.act, paper.thing_id], query={"for": paper.person_membership_id or paper.thing_id}
    )
    return settings.SITE_URL + path

"""Certificates of a cohort, their signing apart."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML

from config.bench.figures import SELDOM, Figure, Kind
from config.bench.filling.world import World
from core import pdf
from evaluations.documents.certificates import certificate_paper, certificate_title
from evaluations.models import Certificate

COHORT = 3


def _cohort() -> list[Certificate]:
    return list(Certificate.objects.for_list().order_by("pk")[:COHORT])


def lay_out(_world: World) -> list[bytes]:
    """As the worker does it."""
    return [
        pdf.render("pdf/certificate.html", certificate_paper(one), title=certificate_title(one), lang="en")
        for one in _cohort()
    ]


def print_plainly(_world: World) -> list[bytes]:
    """The same pages, each given to WeasyPrint as it is."""
    return [_print(certificate_paper(one), certificate_title(one)) for one in _cohort()]


def _print(paper: dict[str, Any], title: str) -> bytes:
    with translation.override("en"):
        html = render_to_string("pdf/certificate.html", {**paper, "title": title, "lang": "en", "bidi": False})
    fetch = pdf.packaged_fetcher()
    return bytes(HTML(string=html, base_url=pdf.PACKAGED, url_fetcher=fetch).write_pdf(pdf_variant=pdf.VARIANT))


FIGURES = (
    Figure("Work", "Certificates of a cohort, a core", lay_out, "bare WeasyPrint", 5.0, Kind.SPEED, rounds=SELDOM),
)

"""Work of the composition root that a person ordered: paper forms. Woken by name after a commit."""

from celery import shared_task

from config.on_behalf.papers import draw
from institutions.services.paper_forms import PAPER_TASK, file_paper_form


@shared_task(name=PAPER_TASK)
def make_paper_form(paper_form_id: int) -> None:
    """Draw the PDF of one paper form, if nobody has."""
    file_paper_form(paper_form_id=paper_form_id, draw=draw)

"""A paper form that was ordered: whether it is there yet, and the PDF."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.files import file_response
from core import clock
from institutions.models import PaperForm


@require_safe
def paper_form_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is for; while the PDF is being drawn the page asks again by itself."""
    paper = _find(request, pk)
    response = render(request, "institutions/paper_form_detail.html", {"paper": paper})
    if paper.file is None:
        response["Refresh"] = "3"
    return response


@require_safe
def paper_form_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF."""
    paper = _find(request, pk)
    if paper.file is None:
        raise Http404
    return file_response(paper.file, by=request.actor, now=clock.now())


def _find(request: HttpRequest, pk: int) -> PaperForm:
    rows = PaperForm.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("file", "person_membership__user", "outsider", "partner"), pk=pk)

"""How far a job is, for the person who ordered it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Job

# Asked again by itself as long as it runs; without JavaScript the page has a button for it. 286 tells htmx to stop asking.
STOP_ASKING = 286


@require_safe
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, or for htmx the part of it that moves."""
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk)
    if not request.htmx:
        return render(request, "accounts/job_detail.html", {"job": job})
    return render(request, "accounts/_job.html", {"job": job}, status=STOP_ASKING if job.is_over else 200)

"""Pages of certificates for who is signed in: find, read, act, answer."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from evaluations.documents.certificates import certificate_page
from evaluations.filters.papers import CertificateFilter
from evaluations.forms.papers import CohortForm, ReissueForm, RevokeForm
from evaluations.models import Certificate
from evaluations.policies import papers as policies
from evaluations.sections_papers import certificate_standing
from evaluations.services import certificates as services
from evaluations.services.certificates_cohorts import cohort, eligible, order_cohort
from institutions.models import with_recordings
from placements.models import Placement

PAGE = 25
WAITING_SHOWN = 10


@require_safe
def certificate_list(request: HttpRequest) -> HttpResponse:
    """The certificates that the actor sees, the newest first; for the office also who waits for one."""
    found = CertificateFilter(
        request.GET, Certificate.objects.visible_to(request.actor).for_list().order_by("-issued_at", "-pk")
    )
    page = page_of(request, found.qs, PAGE)
    for certificate in page:
        certificate.standing = certificate_standing(certificate)
    waiting = eligible(request.actor).for_list()
    context = {
        "filter": found,
        "page": page,
        "may_issue": policies.may_issue_any(request.actor),
        "waiting": waiting[:WAITING_SHOWN],
        "waiting_count": waiting.count(),
    }
    return render(request, "evaluations/certificate_list.html", context)


@require_safe
def certificate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it states, where it stands, its file."""
    certificate = _find(request, pk)
    context = {
        "certificate": certificate,
        **certificate_page(certificate),
        "standing": certificate_standing(certificate),
        "may_revoke": policies.may_revoke(request.actor, certificate),
        "may_reissue": services.may_reissue(request.actor, certificate, now=clock.now()),
        "newer": Certificate.objects.visible_to(request.actor).filter(supersedes=certificate).first(),
        "history": with_recordings(certificate.transitions, request.actor),
    }
    return render(request, "evaluations/certificate_detail.html", context)


@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sealed file, once it is made; of one that holds no more, too: its holder has it anyway."""
    certificate = _find(request, pk)
    if certificate.file is None:
        return redirect(certificate)
    return file_response(certificate.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def certificate_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the certificate of one placement."""
    placement = get_object_or_404(Placement.objects.visible_to(request.actor).for_list(), pk=pk)
    verdict = policies.may_issue(request.actor, placement)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.issue_certificate, form, placement_id=pk)):
        return redirect(outcome.thing)
    early = policies.states_experience(placement)
    title = _("Issue a statement of experience") if early else _("Issue the certificate")
    context = {"title": title, "form": form, "placement": placement, "back": placement}
    return act_page(request, verdict, context, "evaluations/certificate_issue.html")


@require_http_methods(["GET", "POST"])
def certificate_cohort(request: HttpRequest) -> HttpResponse:
    """Choose a group, see who is in it, order their certificates."""
    verdict = policies.may_issue_any(request.actor)
    form = CohortForm(request.POST or request.GET or None, actor=request.actor)
    valid = form.is_valid()
    if verdict and valid and request.method == "POST" and (outcome := attempt(request, order_cohort, form)):
        return redirect(outcome.thing)
    given = form.values() if valid else {}
    group = cohort(request.actor, **given).for_list()
    context: dict[str, Any] = {"title": _("Issue several certificates"), "form": form, "group": group}
    return act_page(request, verdict, context, "evaluations/certificate_cohort.html")


@require_http_methods(["GET", "POST"])
def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke it, with a reason that everyone who checks it reads."""
    certificate = _find(request, pk)
    verdict = policies.may_revoke(request.actor, certificate)
    form = RevokeForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.revoke_certificate, form, certificate_id=pk):
        return redirect(certificate)
    says = _(
        "Whoever checks its code is told from now on that it is revoked, and why. This cannot be undone; a new one can be issued."
    )
    title = _("Revoke the statement") if certificate.is_statement else _("Revoke the certificate")
    context = {"title": title, "says": says, "form": form, "danger": True, "back": certificate}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def certificate_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace it by one that says what the record says now."""
    certificate, now = _find(request, pk), clock.now()
    verdict = services.may_reissue(request.actor, certificate, now=now)
    form = ReissueForm(request.POST or None)
    if (
        verdict
        and form.is_valid()
        and (outcome := attempt(request, services.reissue_certificate, form, certificate_id=pk))
    ):
        return redirect(outcome.thing)
    changes = services.what_changed(certificate, now=now) if verdict else {}
    context = {"title": _("Issue it again with a correction"), "form": form, "changes": changes, "back": certificate}
    return act_page(request, verdict, context, "evaluations/certificate_reissue.html")


def _find(request: HttpRequest, pk: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.actor).for_list()
    return get_object_or_404(rows.select_related("placement__institute", "issued_by", "supersedes", "file"), pk=pk)

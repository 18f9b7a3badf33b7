"""Checking a certificate: open to everyone, says the least that proves it, keeps nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.limits import Limit, too_often, visitor
from evaluations.documents.certificates import certificate_page
from evaluations.forms.papers import CodeForm, DigitsForm, PdfForm
from evaluations.models import Certificate
from evaluations.services.verification import compare_digits, compare_file

CHECKS = Limit("certificates checked", most=60, seconds=60)
FILES = Limit("files compared", most=20, seconds=600)
# Four digits are soon tried out: few tries for a visitor, and few for a certificate whoever tries.
DIGITS = Limit("digits compared by a visitor", most=10, seconds=3600)
DIGITS_OF_ONE = Limit("digits compared with a certificate", most=30, seconds=24 * 3600)

View = Callable[..., HttpResponse]


def by_code(*limits: Limit) -> Callable[[View], View]:
    """Give `view` the certificate with the code, within the visitor's limits; a code that nobody has is answered in words."""

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, code: str) -> HttpResponse:
            for limit in (CHECKS, *limits):
                if not limit.spend(visitor(request)):
                    return too_often(request, limit)
            rows = Certificate.objects.by_code(code).select_related("placement__institute", "superseded_by", "file")
            certificate = rows.first()
            if certificate is None:
                return render(
                    request, "evaluations/verify_unknown.html", {"code": code, "form": CodeForm()}, status=404
                )
            return view(request, certificate)

        return checked

    return decorate


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Type or paste the code."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("verify_detail", form.cleaned_data["code"].replace("/", "").strip() or "-")
    return render(request, "evaluations/verify.html", {"form": form})


@by_code()
@require_safe
def verify_detail(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Genuine, replaced or revoked."""
    return _answer(request, certificate)


@by_code(DIGITS)
@require_POST
def verify_person(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Whether it is this person's: the last digits match, or they do not."""
    form = DigitsForm(request.POST)
    if not form.is_valid():
        return _answer(request, certificate, digits=form)
    if not DIGITS_OF_ONE.spend(certificate.code):
        return too_often(request, DIGITS_OF_ONE)
    matches = compare_digits(certificate, form.cleaned_data["digits"])
    return _answer(request, certificate, digits=DigitsForm(), person="same" if matches else "other")


@by_code(FILES)
@require_POST
def verify_file(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Whether a PDF is, byte for byte, the one that was issued."""
    form = PdfForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, certificate, pdf=form)
    answer = compare_file(certificate, form.cleaned_data["file"].read())
    return _answer(request, certificate, pdf=PdfForm(), file_answer=answer)


def _answer(request: HttpRequest, certificate: Certificate, **given: Any) -> HttpResponse:
    context = {
        "certificate": certificate,
        **certificate_page(certificate),
        "newer": getattr(certificate, "superseded_by", None),
        "zone": certificate.placement.institute.zone,
        "checked_at": clock.now(),
        "digits": DigitsForm(),
        "pdf": PdfForm(),
    }
    return render(request, "evaluations/verify_detail.html", {**context, **given})

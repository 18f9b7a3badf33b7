"""Signing in by roll number or mobile and a code; and the slips that a placement office prints."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.reauthentication import ask_again
from core import clock
from core.limits import Limit, too_often, visitor
from core.paging import page_of
from core.views import act_page
from notifications import texts
from students.filters import StudentFilter
from students.forms.codes import CodeForm, SlipForm
from students.models import Student
from students.policies import codes as policies
from students.services import codes as services

PAGE = 50
# Five wrong codes lock one name for a quarter of an hour, known or not. A whole campus may share an address.
WRONG = Limit("wrong codes of a name", most=5, seconds=900)
WRONG_HERE = Limit("wrong codes from an address", most=60, seconds=600)
ASKED = Limit("codes asked for a name", most=3, seconds=600)
ASKED_HERE = Limit("codes asked for from an address", most=60, seconds=600)


@sensitive_post_parameters("code")
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def code_sign_in(request: HttpRequest) -> HttpResponse:
    """One page: who, the code, and a button that asks for one. It answers alike whether a name is known or not."""
    if request.user.is_authenticated:
        return redirect("home")
    form = CodeForm(request.POST or None)
    context = {
        "form": form,
        "sends": texts.is_set_up(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    if form.is_valid():
        answer = _ask(request, form) if "send" in request.POST else _enter(request, form)
        if answer is not None:
            return answer
        context["asked"] = "send" in request.POST
    return render(request, "students/code_sign_in.html", context)


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    if not ASKED_HERE.spend(visitor(request)):
        return too_often(request, ASKED_HERE)
    if not ASKED.spend(_name(form)):
        return too_often(request, ASKED)
    services.ask_for_code(**form.named(), now=clock.now())
    return None


def _enter(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    """Sign in through allauth, which asks for a second step where there is one; None, with the words on the form, for a wrong code."""
    if not form.cleaned_data["code"]:
        form.add_error("code", _("Type the code that you have been given, or ask for one."))
        return None
    if WRONG_HERE.is_spent(visitor(request)):
        return too_often(request, WRONG_HERE)
    if WRONG.is_spent(_name(form)):
        return too_often(request, WRONG)
    user = services.use_code(**form.named(), code=form.cleaned_data["code"], now=clock.now())
    if user is not None:
        return perform_login(request, user)
    WRONG.spend(_name(form))
    WRONG_HERE.spend(visitor(request))
    form.add_error(
        None, _("This name and code do not open an account. A code works once, and not for ever: ask for a new one.")
    )
    return None


def _name(form: CodeForm) -> str:
    """The typed name, as the limits count it."""
    return "".join(form.cleaned_data["who"].casefold().split())


@never_cache
@require_http_methods(["GET", "POST"])
def slip_print(request: HttpRequest) -> HttpResponse:
    """Choose students; the answer is a sheet to print, and the only place where the codes stand."""
    if not (verdict := policies.may_print(request.actor)):
        return act_page(request, verdict, {"title": _("Sign-in slips")})
    if (again := ask_again(request)) is not None:
        return again
    mine = Student.objects.visible_to(request.actor).for_list().order_by("user__name", "pk")
    found = StudentFilter(request.GET, mine, request=request)
    form = SlipForm(request.POST or None, found=found.qs)
    if form.is_valid() and (outcome := attempt(request, services.print_slips, form)):
        return render(request, "students/slip_sheet.html", {"slips": outcome.thing, "site": settings.SITE_URL})
    page = page_of(request, found.qs, PAGE)
    return render(request, "students/slip_print.html", {"filter": found, "page": page, "form": form})

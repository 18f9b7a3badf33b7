"""Acts of an administrator upon people, their work, files and certificates. Each says what it will do, and does it when it is sent."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.models import Intervention, StoredFile, User
from accounts.reauthentication import ask_again
from accounts.services.sessions import open_sessions
from config.bad_day import accounts, files, people, policies, work
from config.operations.forms import CertificatesForm, HandOverForm, MergeForm, OtherAccountForm, ReplaceForm, WhyForm
from config.pages.acting import Act, do
from core import clock
from core.paging import page_of
from core.verdict import require
from core.views import act_page
from evaluations.policies.papers import may_replace_many
from evaluations.services.certificates_replacing import holding, order_replacing
from institutions.models import Membership

PAGE = 25
SHOWN = 20


@require_safe
def operations_people(request: HttpRequest) -> HttpResponse:
    """Upon whom: people by name or address."""
    require(policies.may_operate(request.actor))
    words = request.GET.get("q", "").strip()
    named = User.objects.visible_to(request.actor).filter(Q(name__icontains=words) | Q(email__icontains=words))
    page = page_of(request, named.order_by("name", "pk"), PAGE)
    return render(request, "pages/operations_people.html", {"page": page, "words": words})


@require_safe
def operations_person(request: HttpRequest, person: int) -> HttpResponse:
    """One account: its roles, how it signs in, and what can be done."""
    require(policies.may_operate(request.actor))
    found = _person(request, person)
    roles = Membership.objects.visible_to(request.actor).current().filter(user=found)
    history = Intervention.objects.visible_to(request.actor).filter(Q(person=found) | Q(other=found)).for_list()
    context = {
        "person": found,
        "roles": roles.select_related("institute", "partner", "user"),
        "steps": found.authenticator_set.count(),
        "sessions": len(open_sessions(found)),
        "history": history[:SHOWN],
        "may_act": policies.may_act_upon(request.actor, found),
    }
    return render(request, "pages/operations_person.html", context)


@require_http_methods(["GET", "POST"])
def operations_reset_steps(request: HttpRequest, person: int) -> HttpResponse:
    """The phone is lost: take the second step away."""
    found = _person(request, person)
    says = _(
        "Passkeys, authenticator app and recovery codes of %(name)s stop working, and they are signed out everywhere. Be sure that "
        "it is they who ask: call a number that you know, not one from a message."
    )
    act = Act(
        _("Take the second step away"), says % {"name": found}, _("It is taken away."), danger=True, back=_at(found)
    )
    verdict, form = policies.may_reset_steps(request.actor, found), WhyForm(request.POST or None)
    return do(request, act, verdict, form, accounts.reset_steps, person_id=found.pk)


@require_http_methods(["GET", "POST"])
def operations_end_sessions(request: HttpRequest, person: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    found = _person(request, person)
    says = _("Every phone and computer on which the account of %(name)s is open is signed out.") % {"name": found}
    act = Act(_("Sign out everywhere"), says, _("They are signed out."), danger=True, back=_at(found))
    verdict, form = policies.may_act_upon(request.actor, found), WhyForm(request.POST or None)
    return do(request, act, verdict, form, accounts.end_sessions, person_id=found.pk)


@require_http_methods(["GET", "POST"])
def operations_hand_over(request: HttpRequest, membership: int) -> HttpResponse:
    """What waits for one of a partner's people goes to a colleague."""
    rows = Membership.objects.visible_to(request.actor).select_related("user", "partner", "institute")
    giver = get_object_or_404(rows, pk=membership)
    verdict = policies.may_hand_over(request.actor, giver)
    lines = tuple(map(str, work.waiting_for(giver, clock.now()))) if verdict else ()
    says = _("What waits for %(name)s goes to a colleague. What is over, signed or begun as a letter stays.")
    if verdict and not lines:
        says = _("Nothing waits for %(name)s.")
    act = Act(
        _("Hand work over"),
        says % {"name": giver},
        _handed_over,
        lines=lines,
        back=_at(giver.user),
    )
    form = HandOverForm(request.POST or None, giver=giver)
    return do(request, act, verdict, form, work.hand_over, membership_id=giver.pk)


@require_http_methods(["GET", "POST"])
def operations_merge(request: HttpRequest, person: int) -> HttpResponse:
    """Two accounts of one person: find the other, see what would move, join them."""
    found, actor = _person(request, person), request.actor
    verdict, form = policies.may_merge(actor, found), MergeForm(request.POST or None, actor=actor)
    if verdict and (again := ask_again(request)):
        return again
    if verdict and form.is_valid() and attempt(request, people.merge_people, form, person_id=found.pk):
        return redirect(_at(found))
    search = OtherAccountForm(request.GET or None, actor=actor)
    context = {"title": _("Join two accounts"), "person": found, "form": form, "search": search, "back_url": _at(found)}
    if verdict and search.is_bound and search.is_valid():
        gone = search.cleaned_data["other"]
        moved, refusal = people.rehearse_merge(person_id=found.pk, by=actor, now=clock.now(), gone=gone)
        context |= {"gone": gone, "refusal": refusal, **_what_comes(moved)}
    return act_page(request, verdict, context, "pages/operations_merge.html")


@require_safe
def operations_files(request: HttpRequest) -> HttpResponse:
    """Files by name, hash or owner; those that are closed first."""
    require(policies.may_operate(request.actor))
    words = request.GET.get("q", "").strip()
    files_of = StoredFile.objects.visible_to(request.actor)
    named = files_of.filter(Q(name__icontains=words) | Q(sha256=words.lower()) | Q(owner__email__iexact=words))
    found = named if words else files_of.filter(quarantined_at__isnull=False)
    page = page_of(request, found.select_related("owner").order_by("-pk"), PAGE)
    return render(request, "pages/operations_files.html", {"page": page, "words": words})


@require_http_methods(["GET", "POST"])
def operations_close_file(request: HttpRequest, file: int) -> HttpResponse:
    """Nobody opens it any more, until it is opened again."""
    found = get_object_or_404(StoredFile.objects.visible_to(request.actor), pk=file)
    says = _("Nobody can open “%(name)s” from now on, its owner neither, until you open it again. The owner is told.")
    if found.owner is None:
        says = _(
            "Nobody can open “%(name)s” from now on, until you open it again. It belongs to nobody, so nobody is told: tell the office "
            "whose paper it is."
        )
    back = reverse("operations_files")
    act = Act(_("Close a file"), says % {"name": found.name}, _("It is closed."), danger=True, back=back)
    verdict, form = policies.may_close_file(request.actor, found), WhyForm(request.POST or None)
    return do(request, act, verdict, form, files.close_file, file_id=found.pk)


@require_http_methods(["GET", "POST"])
def operations_open_file(request: HttpRequest, file: int) -> HttpResponse:
    """Whoever could open it before can again."""
    found = get_object_or_404(StoredFile.objects.visible_to(request.actor), pk=file)
    says = _("“%(name)s” can be opened again by those who could before. The owner is told.")
    if found.owner is None:
        says = _("“%(name)s” can be opened again by those who could before. It belongs to nobody, so nobody is told.")
    act = Act(
        _("Open a file again"), says % {"name": found.name}, _("It is open again."), back=reverse("operations_files")
    )
    verdict, form = policies.may_open_file(request.actor, found), WhyForm(request.POST or None)
    return do(request, act, verdict, form, files.open_file_again, file_id=found.pk)


@require_http_methods(["GET", "POST"])
def operations_certificates(request: HttpRequest) -> HttpResponse:
    """Choose whose certificates, see how many, order their replacement."""
    verdict, actor = may_replace_many(request.actor), request.actor
    if verdict and request.method == "POST" and (again := ask_again(request)):
        return again
    form = ReplaceForm(request.POST or None, actor=actor)
    if verdict and form.is_valid() and (outcome := attempt(request, order_replacing, form)):
        return redirect(outcome.thing)
    chosen = CertificatesForm(request.POST or request.GET or None, actor=actor)
    context = {"title": _("Replace many certificates"), "form": form, "chosen": chosen}
    if verdict and chosen.is_bound and chosen.is_valid():
        context["found"] = holding(actor, **chosen.values()).for_list()
    return act_page(
        request, verdict, {**context, "back_url": reverse("operations_home")}, "pages/operations_certificates.html"
    )


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]


def _at(person: User) -> str:
    return reverse("operations_person", args=[person.pk])


def _handed_over(done: work.HandedOver) -> str:
    said = _("It is handed over, and both are told.")
    return " ".join([said, *([_("This stays:"), *done.stays] if done.stays else [])])


def _what_comes(moved: dict[str, int]) -> dict[str, list[tuple[str, int]]]:
    """What comes along, and what a rule keeps with the other account, in the words of their models."""
    comes = [(str(people.kind_of(k)), n) for k, n in sorted(moved.items()) if not k.startswith(people.STAYS)]
    kept = {k.removeprefix(people.STAYS): n for k, n in sorted(moved.items()) if k.startswith(people.STAYS)}
    return {"moved": comes, "stays": [(str(people.kind_of(k)), n) for k, n in kept.items()]}

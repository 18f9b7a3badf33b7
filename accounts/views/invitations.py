"""Taking possession of an account by an invitation's link. Open to whoever holds the link."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.people import PasswordForm
from accounts.models import AccessLink, Purpose, User
from accounts.services.invitations import accept_invitation
from core import clock
from core.errors import Refusal
from core.limits import Limit, too_often, visitor

GUESSES = Limit("invitations guessed", most=20, seconds=600)
NOT_FOUND = 404
GONE = 410


@sensitive_post_parameters("password", "again")
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Say whose account it is and ask for a password; then sign in. A dead link says why it is dead and what to do."""
    link = AccessLink.objects.by_token(token, Purpose.INVITATION).select_related("user").first()
    if link is None and not GUESSES.spend(visitor(request)):
        return too_often(request, GUESSES)
    if link is None or not link.is_live(clock.now()):
        return render(request, "accounts/invitation_dead.html", {"link": link}, status=GONE if link else NOT_FOUND)
    form = PasswordForm(request.POST or None, user=link.user)
    if form.is_valid() and (user := _accept(link, form)):
        return perform_login(request, user)
    return render(request, "accounts/invitation_accept.html", {"link": link, "form": form})


def _accept(link: AccessLink, form: PasswordForm) -> User | None:
    """The person whose account it now is; None, with the words on the form, when another window was quicker."""
    try:
        return accept_invitation(link_id=link.pk, password=form.cleaned_data["password"], now=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return None

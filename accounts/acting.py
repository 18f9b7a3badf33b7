"""How a view acts: `attempt` runs one service with the actor and the time, and turns every "no" into words on the form."""

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urljoin

from django.apps import apps
from django.db import OperationalError, models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import IdempotencyKey
from core import clock
from core.actor import Actor
from core.columns import length
from core.errors import Busy, NotAllowed, Refusal
from core.forms import ActForm

BUSY = ("55P03", "40P01")  # a lock was not given in time; two waited for each other, and the database chose one
SENT_BEFORE = _("You sent this before. It was done then, and was not done twice.")
KEY, ANSWER = length(IdempotencyKey, "key"), length(IdempotencyKey, "answer")  # letters


class Service(Protocol):
    """A keyword-only function that acts, and returns what it made or changed."""

    def __call__(self, *, by: Actor, now: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act. Always true, so that `if outcome := attempt(...)` reads as it means."""

    thing: Any = None


def attempt(request: HttpRequest, service: Service, form: ActForm, **ids: Any) -> Outcome | None:
    """Call `service` with the form's values, `by` and `now`; None when it refused, with the words on `form`.

    A form sent twice acts once: the second sending gets what the first one made.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.viewed_by is not None:
        raise NotAllowed(_("Nothing is done through somebody else’s eyes."))
    try:
        with transaction.atomic():
            key, is_new = _claim(actor, form.cleaned_data.get("idempotency_key", ""))
            if key is not None and not is_new:
                return Outcome(_made_before(key))
            thing = service(by=actor, now=clock.now(), **ids, **form.values())
            if key is not None and isinstance(thing, models.Model) and thing.pk is not None:
                key.result_model, key.result_id = thing._meta.label, thing.pk
                key.save()
        request.acted_with = key  # type: ignore[attr-defined]  # see `remember_answer`
        return Outcome(thing)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
    except OperationalError as error:
        if not is_busy(error):
            raise
        form.refuse(Busy())
    return None


def is_busy(error: OperationalError) -> bool:
    """True where the same act may well pass a moment later."""
    return getattr(error.__cause__, "pgcode", None) in BUSY


def answered_before(request: HttpRequest) -> str:
    """Where the first sending of this form led; "" for a new form, one without a key, one whose thing was removed
    since, and who comes by link. One query where there is a key.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    keys = (value for name, value in request.POST.items() if name.endswith("idempotency_key") and value)
    key = next(keys, None)
    if key is None or not actor.is_signed_in:
        return ""
    row = IdempotencyKey.objects.filter(owner=_owner(actor), key=str(key)[:KEY]).exclude(answer="").first()
    return row.answer if row and (not row.result_model or _made(row)) else ""


def remember_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note where an act led that was done in this request, so that the same form, sent again, is answered alike. A link's address is a key
    itself, and is noted nowhere.
    """
    key: IdempotencyKey | None = getattr(request, "acted_with", None)
    where = urljoin(request.path, getattr(response, "url", ""))
    if key is not None and request.actor.is_signed_in and where.startswith("/") and len(where) <= ANSWER:  # type: ignore[attr-defined]
        IdempotencyKey.objects.filter(pk=key.pk).update(answer=where)


def _made(key: IdempotencyKey) -> models.Model | None:
    """What the first sending made, while it is there."""
    return apps.get_model(key.result_model)._default_manager.filter(pk=key.result_id).first()  # noqa: SLF001 - Django's own name


def _made_before(key: IdempotencyKey) -> models.Model:
    """What the first sending made. Raises Refusal where that was nothing to show, and when it was removed since."""
    if not key.result_model:
        raise Refusal(SENT_BEFORE, instead=_("Open the page again to see where it stands."))
    made = _made(key)
    if made is None:
        raise Refusal(
            _("You sent this before, and what came of it was removed since."),
            instead=_("Open the page again to add it."),
        )
    return made


def _claim(actor: Actor, key: str) -> tuple[IdempotencyKey | None, bool]:
    """The key's row, ours alone until the transaction ends, and whether it is new: a row that is there was acted with.

    A second request waits here for the first.
    """
    return IdempotencyKey.objects.get_or_create(owner=_owner(actor), key=key) if key else (None, True)


def _owner(actor: Actor) -> str:
    return f"u{actor.user_id}" if actor.link_id is None else f"l{actor.link_id}"

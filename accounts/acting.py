"""How a view acts: `attempt` runs one service with the actor and the time, and turns every "no" into words on the form."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.db import OperationalError, models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import IdempotencyKey
from core import clock
from core.actor import Actor
from core.errors import Busy, NotAllowed, Refusal
from core.forms import ActForm

LOCK_NOT_AVAILABLE = "55P03"


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
            key = _claim(actor, form.cleaned_data.get("idempotency_key", ""))
            if key is not None and key.result_model:
                return Outcome(_made_before(key))
            thing = service(by=actor, now=clock.now(), **ids, **form.values())
            if key is not None and isinstance(thing, models.Model):
                key.result_model, key.result_id = thing._meta.label, thing.pk
                key.save()
            return Outcome(thing)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        form.refuse(Busy())
    return None


def sent_before(request: HttpRequest, key: str) -> models.Model | None:
    """What the first sending of this form made: for views that keep something before they act. Raises as `attempt` refuses."""
    row = IdempotencyKey.objects.filter(owner=_owner(request.actor), key=key).exclude(result_model="").first()  # type: ignore[attr-defined]
    return _made_before(row) if key and row else None


def _made_before(key: IdempotencyKey) -> models.Model:
    """What the first sending made. Raises Refusal when it was removed since."""
    made = apps.get_model(key.result_model)._default_manager.filter(pk=key.result_id).first()  # noqa: SLF001 - Django's own name
    if made is None:
        raise Refusal(
            _("You sent this before, and what came of it was removed since."),
            instead=_("Open the page again to add it."),
        )
    return made


def _claim(actor: Actor, key: str) -> IdempotencyKey | None:
    """The key's row, ours alone until the transaction ends. A second request waits here for the first."""
    if not key:
        return None
    row, _new = IdempotencyKey.objects.get_or_create(owner=_owner(actor), key=key)
    return row


def _owner(actor: Actor) -> str:
    return f"u{actor.user_id}" if actor.link_id is None else f"l{actor.link_id}"

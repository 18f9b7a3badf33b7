"""What a referee sends on paper or says on the phone: the letter, or a no."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act
from core.actor import Actor
from institutions.policies.recordings import Outsider, Parties
from placements.forms.references import PaperReferenceForm, WordForm
from placements.models import Reference
from placements.policies import references as policies
from placements.services import references as services


def _reference(actor: Actor, pk: int) -> Reference | None:
    return Reference.objects.visible_to(actor).for_page().filter(pk=pk).first()


def _referee(reference: Reference) -> list[Outsider]:
    referee = reference.referee
    return [Outsider(pk=reference.pk, user=referee.user, label=f"{referee.position}, {referee.organisation}")]


def _on_reference(name: str, title: Any, **rest: Any) -> Act:
    return Act(
        name=name,
        noun="reference",
        title=title,
        find=_reference,
        about=lambda reference: f"{reference.referee} – {reference.student}",
        parties=lambda reference, _actor: Parties(reference.student.institute_id, None, reference.student.user_id),
        people=_referee,
        key="reference_id",
        **rest,
    )


REFERENCE_ACTS = (
    _on_reference(
        "reference-answer",
        gettext_lazy("Reference on paper"),
        verdict=lambda by, reference, _now: policies.may_write(by, reference),
        form=lambda data, _reference, _by: PaperReferenceForm(data),
        service=services.answer_reference,
        words=lambda reference, _form: [_("A letter for %(student)s.") % {"student": reference.student}],
        paper="reference",
    ),
    _on_reference(
        "reference-decline",
        gettext_lazy("Reference declined"),
        verdict=lambda by, reference, _now: policies.may_decline(by, reference),
        form=lambda data, _reference, _by: WordForm(data),
        service=services.decline_reference,
        words=lambda reference, form: [
            _("Cannot write for %(student)s.") % {"student": reference.student},
            form.cleaned_data["reason"],
        ],
        unprinted=gettext_lazy("A no is said on the phone, or the form comes back empty."),
    ),
)

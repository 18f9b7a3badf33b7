"""What a partner's lead says on the phone: the answer to a call for places, and how the partner stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from config.on_behalf.acts import Act
from config.on_behalf.people import leads_of, leads_of_partner
from core.actor import Actor
from core.words import sentence
from institutions.forms.interest import InterestForm
from institutions.models import Interest, Partner
from institutions.policies import interest as standing
from institutions.policies.recordings import Parties
from institutions.services.interest import say_interest
from placements.forms.calls import AnswerForm
from placements.models import CallAnswer
from placements.policies import calls as calling
from placements.services.calls_answers import answer_call


class RecordedAnswerForm(AnswerForm):
    """A call is answered aloud: one of the four, then the detail."""

    interest = forms.ChoiceField(
        label=gettext_lazy("How do they stand?"), choices=Interest.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earliest"].help_text = gettext_lazy(
            "With a number, a department and this day, the answer becomes the lead’s draft slot at once."
        )


class RecordedInterestForm(InterestForm):
    """How a partner stands, said aloud."""

    interest = forms.ChoiceField(
        label=gettext_lazy("How do they stand?"), choices=Interest.choices, widget=forms.RadioSelect
    )


def _answer(actor: Actor, pk: int) -> CallAnswer | None:
    return CallAnswer.objects.visible_to(actor).for_page().filter(pk=pk).first()


def _answer_words(answer: CallAnswer, form: Any) -> list[str]:
    said, places = Interest(form.cleaned_data["interest"]), form.cleaned_data["places"] or 0
    promised = ngettext("%(n)d place.", "%(n)d places.", places) % {"n": places} if places else ""
    return [sentence(f"{answer.call}: {said.label}"), promised, form.cleaned_data["note"]]


CALL_ACTS = (
    Act(
        name="call-answer",
        noun="call_answer",
        title=gettext_lazy("Call for places answered"),
        find=_answer,
        about=lambda answer: f"{answer.partner}: {answer.call}",
        parties=lambda answer, _actor: Parties(answer.call.institute_id, answer.partner_id),
        people=leads_of,
        verdict=lambda by, answer, _now: calling.may_answer(by, answer),
        form=lambda data, answer, by: RecordedAnswerForm(data, actor=by, partner_id=answer.partner_id),
        service=answer_call,
        key="answer_id",
        words=_answer_words,
        paper="call",
    ),
)


def _partner(actor: Actor, pk: int) -> Partner | None:
    return Partner.objects.visible_to(actor).filter(pk=pk).first()


PARTNER_ACTS = (
    Act(
        name="interest",
        noun="partner",
        title=gettext_lazy("How the partner stands"),
        find=_partner,
        about=str,
        parties=lambda partner, actor: Parties(actor.institute_id or 0, partner.pk),
        people=leads_of_partner,
        verdict=lambda by, partner, _now: standing.may_say(by, partner.pk),
        form=lambda data, _partner, _by: RecordedInterestForm(data),
        service=say_interest,
        key="partner_id",
        words=lambda _partner, form: [Interest(form.cleaned_data["interest"]).label, form.cleaned_data["note"]],
        paper="interest",
    ),
)

"""What a partner's lead says to a list of names, aloud or on the list sent back: each name accepted, struck or swapped."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act
from config.on_behalf.people import leads_to_answer
from core.actor import Actor
from core.words import sentence
from institutions.policies.recordings import Parties
from placements.forms.name_lists import AnswerForm, slots_to_answer_with, supervisors_of
from placements.models import ListedName, NameList
from placements.policies import name_lists as listing
from placements.services.name_lists_answers import answer_list


class RecordedAnswersForm(AnswerForm):
    """The lead's own form; what nobody has said yet stays open, so each name begins at “Later”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:
            self.fields[f"answer_{name.pk}"].initial = "later"

    def lines(self) -> list[str]:
        """Each name that was answered, with what was said."""
        return [" ".join(filter(None, self._said(name))) for name in self.names if self._answered(name)]

    def _answered(self, name: ListedName) -> bool:
        return self.cleaned_data[f"answer_{name.pk}"] != "later"

    def _said(self, name: ListedName) -> list[str]:
        answer, slot = (self.fields[f"{part}_{name.pk}"] for part in ("answer", "slot"))
        said = self.cleaned_data[f"answer_{name.pk}"]
        chosen = self.cleaned_data[f"slot_{name.pk}"]
        words = [sentence(f"{name.student}: {dict(answer.choices)[said]}")]  # type: ignore[attr-defined]
        if said == "accept" and chosen != name.slot_id:
            words.append(sentence(dict(slot.choices)[chosen]))  # type: ignore[attr-defined]
        return [*words, self.cleaned_data[f"reason_{name.pk}"]]


def _name_list(actor: Actor, pk: int) -> NameList | None:
    names = ListedName.objects.visible_to(actor).for_list().with_busy()
    lists = NameList.objects.visible_to(actor).for_list().with_places()
    return lists.prefetch_related(Prefetch("names", names)).filter(pk=pk).first()


def _form(data: Any, name_list: NameList, by: Actor) -> RecordedAnswersForm:
    asked = {"name_list": name_list, "names": list(name_list.names.all())}
    return RecordedAnswersForm(data, **asked, slots=slots_to_answer_with(by), supervisors=supervisors_of(by))


LIST_ACTS = (
    Act(
        name="name-list-answer",
        noun="name_list",
        title=gettext_lazy("List of names answered"),
        find=_name_list,
        about=lambda name_list: str(name_list.slot),
        parties=lambda name_list, _actor: Parties(name_list.institute_id, name_list.slot.partner_id),
        people=leads_to_answer,
        verdict=lambda by, name_list, _now: listing.may_answer(by, name_list),
        form=_form,
        service=answer_list,
        key="name_list_id",
        words=lambda _name_list, form: form.lines(),
        paper="names",
    ),
)

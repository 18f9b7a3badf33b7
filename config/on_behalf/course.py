"""Acts on a placement’s course and learning: the partner’s word on a change, the supervisor’s on the contract and the activity log."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act
from config.on_behalf.forms import ActivitySheetForm
from config.on_behalf.people import leads_of_change, supervisor_of
from config.on_behalf.training import ON_PLACEMENT, of_placement
from core.actor import Actor
from core.forms import ActForm
from core.verdict import Verdict, no
from placements.forms.changes import DeclineForm
from placements.forms.learning import AgreeForm, SendBackForm
from placements.models import Activity, LearningContract, Placement, PlacementChange
from placements.policies import changes as changing
from placements.policies import learning
from placements.policies.facts import known
from placements.services import activities, changes, contracts
from placements.states_learning import ContractState


def _change(actor: Actor, pk: int) -> PlacementChange | None:
    return PlacementChange.objects.visible_to(actor).for_page().filter(pk=pk).first()


_ON_CHANGE: dict[str, Any] = {
    "noun": "change",
    "find": _change,
    "about": lambda change: f"{change.placement.student}: {change.says}",
    "parties": lambda change, actor: of_placement(change.placement, actor),
    "people": leads_of_change,
    "verdict": lambda by, change, _now: changing.may_answer(by, change),
    "key": "change_id",
    "paper": "change",
}
CHANGE_ACTS = (
    Act(
        name="change-agree",
        title=gettext_lazy("Change agreed"),
        form=lambda data, _change, _by: ActForm(data),
        service=changes.agree_change,
        words=lambda change, _form: [_("Agreed: %(what)s.") % {"what": change.says}],
        **_ON_CHANGE,
    ),
    Act(
        name="change-decline",
        title=gettext_lazy("Change declined"),
        form=lambda data, _change, _by: DeclineForm(data),
        service=changes.decline_change,
        words=lambda change, form: [_("Declined: %(what)s.") % {"what": change.says}, form.cleaned_data["reason"]],
        **_ON_CHANGE,
    ),
)


def _contract(placement: Placement) -> LearningContract | None:
    """As far as its rules read it, from what the placement’s page knows: no query there."""
    if not hasattr(placement, "contract_state"):
        return LearningContract.objects.filter(placement=placement).first()
    return LearningContract(placement=placement, state=placement.contract_state) if placement.contract_state else None


def _may_agree(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    contract = _contract(placement)
    if contract is None or contract.state != ContractState.PROPOSED:
        return no(
            _("No learning contract waits for an answer."), _("The student proposes one on the placement’s page.")
        )
    return learning.may_agree_contract(by, placement, contract)


def _logged(placement: Placement) -> list[Activity]:
    return list(Activity.objects.waiting().filter(placement=placement).order_by("day", "pk"))


def _may_confirm(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    if not (verdict := learning.may_confirm_activities(by, placement)):
        return verdict
    if not known(placement, "activities_waiting", lambda: len(_logged(placement))):
        return no(_("No line of the activity log waits."), _("The student writes them first."))
    return verdict


SPOKEN = gettext_lazy("The two talk it over face to face; what came of it is said on the phone.")
LEARNING_ACTS = (
    Act(
        name="contract-agree",
        title=gettext_lazy("Learning contract agreed"),
        people=supervisor_of,
        verdict=_may_agree,
        form=lambda data, _placement, _by: AgreeForm(data),
        service=contracts.agree_contract,
        words=lambda _placement, form: [_("Agreed to the aims as they stand."), form.cleaned_data["word"]],
        unprinted=SPOKEN,
        **ON_PLACEMENT,
    ),
    Act(
        name="contract-return",
        title=gettext_lazy("Learning contract sent back"),
        people=supervisor_of,
        verdict=_may_agree,
        form=lambda data, _placement, _by: SendBackForm(data),
        service=contracts.return_contract,
        words=lambda _placement, form: [form.cleaned_data["word"]],
        unprinted=SPOKEN,
        **ON_PLACEMENT,
    ),
    Act(
        name="activities-confirm",
        title=gettext_lazy("Activity log confirmed"),
        people=supervisor_of,
        verdict=_may_confirm,
        form=lambda data, placement, _by: ActivitySheetForm(data, waiting=_logged(placement)),
        service=activities.confirm_activities,
        paper="activities",
        words=lambda _placement, form: form.lines(),
        **ON_PLACEMENT,
    ),
)

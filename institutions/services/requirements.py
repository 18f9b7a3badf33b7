"""Writing requirements: added, changed, ended. The only writers of this table."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Agreement, Department, EvidenceKind, Partner, Programme, Requirement
from institutions.policies import requirements as policies
from institutions.rules import BadRule, Condition, Op, Valid, parse

FIELD_OF = {Partner: "partner", Department: "department", Programme: "programme", Agreement: "agreement"}


@transaction.atomic
def add_requirement(
    *, by: Actor, now: datetime, asker: policies.Asker, rule: dict[str, Any], **fields: Any
) -> Requirement:
    """`asker` asks this from now on. Raises NotAllowed, Refusal."""
    require(policies.may_ask(by, asker))
    check_rule(rule)
    _check_days(fields.get("active_from"), fields.get("active_until"))
    whose = {FIELD_OF[type(asker)]: asker}
    position = Requirement.objects.filter(**whose).count() + 1
    return Requirement.objects.create(rule=rule, created_at=now, position=position, **whose, **fields)


@transaction.atomic
def edit_requirement(
    *,
    requirement_id: int,
    by: Actor,
    now: datetime,
    rule: dict[str, Any],
    shown_version: int | None = None,
    **fields: Any,
) -> Requirement:
    """Change it for everyone of whom it is asked; the page said how many. Raises NotAllowed, Refusal, Stale."""
    requirement = _locked(requirement_id)
    require(policies.may_change(by, requirement))
    requirement.next_version(shown_version)
    check_rule(rule)
    for name, value in {"rule": rule, **fields}.items():
        setattr(requirement, name, value)
    _check_days(requirement.active_from, requirement.active_until)
    requirement.save()
    return requirement


def copy_requirements(old: Agreement, new: Agreement, *, now: datetime) -> None:
    """What `old` asks is asked under `new` as well, but for what ended before it begins. The caller holds both."""
    for requirement in old.requirements.exclude(active_until__lt=new.starts_on):
        requirement.pk, requirement._state.adding = None, True
        requirement.agreement, requirement.created_at, requirement.version = new, now, 1
        requirement.save()


@transaction.atomic
def end_requirement(*, requirement_id: int, by: Actor, now: datetime, active_until: date) -> Requirement:
    """Ask it no more of those who begin after `active_until`. Raises NotAllowed, Refusal."""
    requirement = _locked(requirement_id)
    require(policies.may_change(by, requirement))
    if requirement.active_from and active_until < requirement.active_from:
        raise Refusal(_("It is asked only from a later day on."), field="active_until")
    requirement.version += 1
    requirement.active_until = active_until
    requirement.save()
    return requirement


def _check_days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Refusal(_("The last day must not come before the first."), field="active_until")


def check_rule(data: dict[str, Any]) -> None:
    """Refuse a rule that is none, or that speaks of a kind or a field that there is not."""
    try:
        rule = parse(data)
    except BadRule as error:
        raise Refusal(_("This rule cannot be read."), instead=_("Begin again from the starter set.")) from error
    kinds: Mapping[str, EvidenceKind] = EvidenceKind.objects.by_slug()
    for alternative in rule.any:
        for clause in alternative:
            if clause.kind not in kinds:
                raise Refusal(_("There is no evidence of the kind “%(kind)s” any more.") % {"kind": clause.kind})
            if clause.after and clause.after.kind not in kinds:
                raise Refusal(_("There is no evidence of the kind “%(kind)s” any more.") % {"kind": clause.after.kind})
            if clause.where and (problem := problem_of(clause.where, kinds[clause.kind])):
                raise Refusal(problem)
            if clause.valid is Valid.OWN and not kinds[clause.kind].states_its_end:
                raise Refusal(
                    _("A record of “%(kind)s” states no last day.") % {"kind": kinds[clause.kind].name},
                    instead=_("Say for how many months it is good, or for ever."),
                )


def problem_of(condition: Condition, kind: EvidenceKind) -> str:
    """What is wrong with a condition on this kind; empty when nothing is."""
    field = next((f for f in kind.fields if f["name"] == condition.field), None)
    if field is None:
        return _("“%(kind)s” has no such field.") % {"kind": kind.name}
    if condition.op is not Op.IS and field["type"] != "number":
        return _("“%(field)s” is not a number: it can only be equal.") % {"field": field["label"]}
    if field["type"] == "choice" and condition.value not in field["choices"]:
        return _("“%(field)s” is one of: %(choices)s.") % {
            "field": field["label"],
            "choices": ", ".join(field["choices"]),
        }
    if field["type"] == "number" and isinstance(condition.value, str | bool):
        return _("“%(field)s” is a number.") % {"field": field["label"]}
    if field["type"] == "bool" and not isinstance(condition.value, bool):
        return _("“%(field)s” is yes or no.") % {"field": field["label"]}
    return ""


def _locked(requirement_id: int) -> Requirement:
    return Requirement.objects.for_list().select_for_update(of=("self",)).get(pk=requirement_id)

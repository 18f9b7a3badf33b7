"""What the page of a requirement's form holds: its fields, its rule's rows, the rule in words, examples, and whose standing changes.

One form, several buttons: a row more or less, “Check”, “Save”. What would take somebody's clearance is saved only by the second press of
“Save”, after the page has said how many there are: the digest of what was shown comes back with it.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from core import clock
from core.views import posted
from institutions.forms.requirements import RequirementForm, initial_of
from institutions.forms.rules import ExampleForm, RuleForms
from institutions.models import EvidenceKind, Requirement, RequirementStarter
from institutions.rules import Outcome, Rule, judge
from institutions.rules.words import say_lacks, say_rule
from institutions.services.requirements import FIELD_OF
from placements.models import Placement
from placements.readiness import change_by, stays_asked
from students.readiness import Mark
from students.readiness_words import SIGNS

EXAMPLES = 4
AHEAD, STAY = timedelta(days=60), timedelta(weeks=12)  # the stay that examples are tried on


class Editor:
    """One request to write a requirement."""

    def __init__(
        self, request: HttpRequest, *, requirement: Requirement | None = None, starter: RequirementStarter | None = None
    ) -> None:
        self.request, self.requirement = request, requirement
        self.kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
        self.sent = posted(request)
        button = self.sent.get("do", "check") if self.sent else ""
        source = requirement or starter
        self.rules = RuleForms(self.kinds, sent=self.sent, rule=source.parsed if source else None)
        moved = bool(self.sent) and self.rules.press(button)
        self.form = self._form(None if moved else self.sent, starter)
        self.rule: Rule | None = None
        if self.sent and not moved:
            fields_fine = self.form.is_valid()
            self.rule = self.rules.rule() if self.rules.is_valid() else None
            self.is_fine = fields_fine and self.rule is not None
        else:
            self.is_fine = False
            self.rule = source.parsed if source and not moved else None
        self.change = self._change() if self.is_fine else (0, 0)
        self.saves = self.is_fine and button == "save" and (not self.change[0] or self._was_shown())

    def _form(self, sent: Any, starter: RequirementStarter | None) -> RequirementForm:
        """Its fields: as they were sent, or for a row more or less, as they stood, without a word about what is missing."""
        initial: dict[str, Any] = {}
        if self.requirement is not None:
            initial = initial_of(self.requirement)
        elif starter is not None:
            initial = {"title": starter.title, "note": starter.note}
        if sent is None and self.sent is not None:
            initial |= {name: self.sent.get(name, "") for name in RequirementForm.base_fields if name in self.sent}
        version = self.requirement.version if self.requirement else None
        return RequirementForm(
            sent, actor=self.request.actor, requirement=self.requirement, initial=initial, version=version
        )

    def _becomes(self) -> Requirement:
        """The requirement as it would be. Not saved."""
        said = {n: v for n, v in self.form.cleaned_data.items() if n in {"title", "active_from", "active_until"}}
        if self.requirement is None:
            asker = self.form.cleaned_data["asker"]
            return Requirement(pk=0, rule=self.rules.data(), **{FIELD_OF[type(asker)]: asker}, **said)
        whose = {name: getattr(self.requirement, f"{name}_id") for name in FIELD_OF.values()}
        whose = {f"{name}_id": pk for name, pk in whose.items()}
        return Requirement(pk=self.requirement.pk, rule=self.rules.data(), **whose, **said)

    def _change(self) -> tuple[int, int]:
        becomes = self._becomes()
        stays = stays_asked(becomes, Placement.objects.visible_to(self.request.actor))
        return change_by(stays, self.requirement, becomes)

    def _digest(self) -> str:
        """What was shown: the rule, the days, and how many lose their clearance."""
        said = [self.rules.data(), *(str(self.form.cleaned_data.get(n)) for n in ("active_from", "active_until"))]
        return hashlib.sha256(json.dumps([said, self.change[0]], sort_keys=True).encode()).hexdigest()[:16]

    def _was_shown(self) -> bool:
        return bool(self.sent) and self.sent.get("seen") == self._digest()

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {
            "form": self.form,
            "rules": self.rules,
            "says": say_rule(self.rule, self.kinds) if self.rule else "",
            "examples": self._examples(),
            "tried": self._tried(),
            "lost": self.change[0],
            "gained": self.change[1],
            "seen": self._digest() if self.is_fine else "",
            "is_checked": self.is_fine,
        }

    def _examples(self) -> list[ExampleForm]:
        self.example_forms = [
            ExampleForm(self.sent, prefix=f"try{n}", rule=self.rule, kinds=self.kinds) for n in range(EXAMPLES)
        ]
        return self.example_forms

    def _tried(self) -> dict[str, Any] | None:
        """What the examples come to, for somebody who comes in two months for twelve weeks. None without a rule."""
        if self.rule is None:
            return None
        held = [form.held() for form in self.example_forms if form.is_bound and form.is_valid()]
        first = clock.today() + AHEAD
        outcome: Outcome = judge(
            self.rule, [record for record in held if record], first_day=first, last_day=first + STAY
        )
        sign = SIGNS[Mark(outcome.standing.value)]
        return {"first": first, "last": first + STAY, "sign": sign, "wants": say_lacks(outcome, self.kinds)}

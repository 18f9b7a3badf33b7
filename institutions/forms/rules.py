"""The forms by which a rule is written without a script: alternatives of clauses, each row a form; rows come and go by buttons.

The page sends every row back under `a<alternative>c<clause>-<field>` with `shape`, the number of clauses of each alternative.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.columns import YES_NO, finite
from institutions.forms.agreements import DayInput
from institutions.models import EvidenceKind
from institutions.rules import After, Clause, Condition, Held, Op, Rule, Valid, dump
from institutions.rules.shape import MOST_ALTERNATIVES, MOST_CLAUSES, MOST_DAYS, MOST_MONTHS, MOST_RECORDS
from institutions.services.requirements import problem_of

Kinds = dict[str, EvidenceKind]
DAY_OF_YEAR = re.compile(r"^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*$")
TICKED = YES_NO | {"ticked": True, "not ticked": False}


class DayOfYearField(forms.CharField):
    """A day of any year, as day/month."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = DAY_OF_YEAR.match(text)
        try:
            return date(2001, int(found[2]), int(found[1])) if found else self._no()
        except ValueError:
            return self._no()

    def _no(self) -> None:
        raise ValidationError(_("Write day/month, such as 1/9 for 1 September."))


class ClauseForm(forms.Form):
    """So many records of one kind, saying something, valid for so long."""

    kind = forms.ChoiceField(label=_("Evidence"))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_RECORDS, initial=1)
    gap_days = forms.IntegerField(label=_("Days apart, at least"), min_value=0, max_value=MOST_DAYS, required=False)
    field = forms.ChoiceField(label=_("What it must say"), required=False)
    op = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[(Op.IS, _("is")), (Op.AT_LEAST, _("at least")), (Op.AT_MOST, _("at most"))],
    )
    value = forms.CharField(label=_("Value"), required=False, max_length=100)
    after = forms.ChoiceField(label=_("Taken after the last"), required=False)
    after_from = forms.IntegerField(label=_("Days after, from"), min_value=0, max_value=MOST_DAYS, required=False)
    after_to = forms.IntegerField(label=_("Days after, to"), min_value=0, max_value=MOST_DAYS, required=False)
    valid = forms.ChoiceField(
        label=_("How long it counts"),
        choices=[
            (Valid.FOREVER, _("For ever")),
            (Valid.MONTHS, _("So many months from its date")),
            (Valid.OWN, _("Until the last day that it states")),
            (Valid.SEASON, _("For its season, each year anew")),
        ],
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=MOST_MONTHS, required=False)
    opens = DayOfYearField(label=_("Season from (day/month)"), required=False, max_length=10)
    closes = DayOfYearField(label=_("Season to (day/month)"), required=False, max_length=10)

    def __init__(self, *args: Any, kinds: Kinds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        known = [(slug, kind.name) for slug, kind in kinds.items()]
        self.fields["kind"].choices = [("", _("Choose")), *known]  # type: ignore[attr-defined]
        self.fields["after"].choices = [("", _("Whenever")), *known]  # type: ignore[attr-defined]
        said = [
            (kind.name, [(f"{slug}.{one['name']}", f"{kind.name}: {one['label']}") for one in kind.fields])
            for slug, kind in kinds.items()
            if kind.fields
        ]
        self.fields["field"].choices = [("", _("Anything")), *said]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("valid") == Valid.MONTHS and not cleaned.get("months") and "months" not in self.errors:
            self.add_error("months", _("For how many months?"))
        for name in ("opens", "closes"):
            if cleaned.get("valid") == Valid.SEASON and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Which day?"))
        self._clean_condition(cleaned)
        self._clean_after(cleaned)
        return cleaned

    def _clean_after(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("after"):
            return
        if cleaned["after"] == cleaned.get("kind"):
            self.add_error("after", _("Choose another kind; how far its own records lie apart is said above."))
        for name in ("after_from", "after_to"):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("How many days?"))
        least, most = cleaned.get("after_from"), cleaned.get("after_to")
        if least is not None and most is not None and most < least:
            self.add_error("after_to", _("It comes before the other."))

    def _clean_condition(self, cleaned: dict[str, Any]) -> None:
        slug, _dot, name = cleaned.get("field", "").partition(".")
        cleaned["where"] = None
        if not name or not cleaned.get("kind"):
            return
        if slug != cleaned["kind"]:
            self.add_error("field", _("This field belongs to another kind of evidence."))
            return
        condition = Condition(name, Op(cleaned.get("op") or Op.IS), self._value(slug, name, cleaned.get("value", "")))
        if not cleaned.get("value"):
            self.add_error("value", _("Write what it must say."))
        elif problem := problem_of(condition, self.kinds[slug]):
            self.add_error("value", problem)
        cleaned["where"] = condition

    def _value(self, slug: str, name: str, text: str) -> str | float | bool:
        kind = next(one["type"] for one in self.kinds[slug].fields if one["name"] == name)
        if kind == "bool":
            return TICKED.get(text.casefold().strip(), text)
        if kind == "number":
            try:
                return finite(text)
            except ValueError:
                return text
        return text

    def clause(self) -> Clause:
        """What the row says. The form is valid."""
        said = self.cleaned_data
        valid = Valid(said["valid"])
        season = {}
        if valid is Valid.SEASON:
            season = {name: (said[name].month, said[name].day) for name in ("opens", "closes")}
        return Clause(
            kind=said["kind"],
            count=said["count"],
            gap_days=(said.get("gap_days") or 0) if said["count"] > 1 else 0,
            where=said["where"],
            after=After(said["after"], said["after_from"], said["after_to"]) if said.get("after") else None,
            valid=valid,
            months=(said.get("months") or 0) if valid is Valid.MONTHS else 0,
            **season,
        )


def row_of(clause: Clause) -> dict[str, Any]:
    """A clause as its row shows it."""
    where = clause.where
    value = "" if where is None else "yes" if where.value is True else "no" if where.value is False else where.value
    season = clause.valid is Valid.SEASON
    return {
        "kind": clause.kind,
        "count": clause.count,
        "gap_days": clause.gap_days or "",
        "field": f"{clause.kind}.{where.field}" if where else "",
        "op": where.op.value if where else "is",
        "value": value,
        "after": clause.after.kind if clause.after else "",
        "after_from": clause.after.least if clause.after else "",
        "after_to": clause.after.most if clause.after else "",
        "valid": clause.valid.value,
        "months": clause.months or "",
        "opens": f"{clause.opens[1]}/{clause.opens[0]}" if season else "",
        "closes": f"{clause.closes[1]}/{clause.closes[0]}" if season else "",
    }


class RuleForms:
    """The rows of a rule. Made from what the page sent, or from a rule; `press` adds or takes a row away."""

    def __init__(self, kinds: Kinds, *, sent: Mapping[str, Any] | None = None, rule: Rule | None = None) -> None:
        self.kinds = kinds
        self.rows = (
            _sent_rows(sent) if sent is not None else [[row_of(c) for c in a] for a in rule.any] if rule else [[{}]]
        )
        self.holds = (
            sent.get("holds", "through")
            if sent is not None
            else "first_day"
            if rule and not rule.through
            else "through"
        )
        self.show()

    def show(self, *, checked: bool = False) -> None:
        """Make the forms; `checked` ones say what is wrong with them."""
        self.forms = [
            [self._form(row, f"a{a}c{c}", checked=checked) for c, row in enumerate(rows)]
            for a, rows in enumerate(self.rows)
        ]

    def _form(self, row: dict[str, Any], prefix: str, *, checked: bool) -> ClauseForm:
        if checked:
            return ClauseForm(
                {f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix, kinds=self.kinds
            )
        return ClauseForm(initial=row, prefix=prefix, kinds=self.kinds)

    @property
    def is_through(self) -> bool:
        """True when the rule must hold through the last day."""
        return self.holds != "first_day"

    @property
    def shape(self) -> str:
        """How many clauses each alternative has: “2,1”."""
        return ",".join(str(len(rows)) for rows in self.rows)

    @property
    def may_grow(self) -> bool:
        """True while another alternative fits."""
        return len(self.rows) < MOST_ALTERNATIVES

    def press(self, button: str) -> bool:
        """Add or take away a row, as a button says: `alternative`, `clause:0`, `drop:0:1`. False for any other button."""
        verb, *where = button.split(":")
        at = [int(number) for number in where if number.isdigit()]
        if verb == "alternative" and self.may_grow:
            self.rows.append([{}])
        elif verb == "clause" and len(at) == 1 and at[0] < len(self.rows) and len(self.rows[at[0]]) < MOST_CLAUSES:
            self.rows[at[0]].append({})
        elif verb == "drop" and len(at) == 2 and at[0] < len(self.rows) and at[1] < len(self.rows[at[0]]):
            self._drop(*at)
        else:
            return False
        self.show()
        return True

    def _drop(self, alternative: int, clause: int) -> None:
        del self.rows[alternative][clause]
        self.rows = [rows for rows in self.rows if rows] or [[{}]]

    def is_valid(self) -> bool:
        """Check every row, so that each says what is wrong with it."""
        self.show(checked=True)
        found = [form.is_valid() for rows in self.forms for form in rows]  # every one is asked, whatever the first says
        return all(found)

    def rule(self) -> Rule:
        """What the rows say. They are valid."""
        return Rule(any=tuple(tuple(form.clause() for form in rows) for rows in self.forms), through=self.is_through)

    def data(self) -> dict[str, Any]:
        """The rule's JSON form."""
        return dump(self.rule())


def _sent_rows(sent: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """Every row's raw values, in the shape that the page says it has, held within bounds."""
    counts = [int(n) for n in str(sent.get("shape", "1")).split(",") if n.isdigit()][:MOST_ALTERNATIVES]
    names = list(ClauseForm.base_fields)
    return [
        [{name: sent.get(f"a{a}c{c}-{name}", "") for name in names} for c in range(min(max(count, 1), MOST_CLAUSES))]
        for a, count in enumerate(counts or [1])
    ]


class ExampleForm(forms.Form):
    """One record to try the rule on."""

    kind = forms.ChoiceField(label=_("Evidence"), required=False)
    on = forms.DateField(label=_("Of"), widget=DayInput, required=False)
    until = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    says = forms.CharField(label=_("Says"), required=False, max_length=100)

    def __init__(self, *args: Any, rule: Rule | None, kinds: Kinds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        known = [slug for slug in kinds if rule and slug in rule.kinds]
        self.fields["kind"].choices = [("", _("None")), *((slug, kinds[slug].name) for slug in known)]  # type: ignore[attr-defined]

    def held(self) -> Held | None:
        """The record; None for an empty row. What it says is said in every field that the rule asks about."""
        said = self.cleaned_data
        if self.rule is None or not said.get("kind") or not said.get("on"):
            return None
        asked = {
            clause.where.field: bool(TICKED.get(said["says"].casefold().strip()))
            if isinstance(clause.where.value, bool)
            else said["says"]
            for alternative in self.rule.any
            for clause in alternative
            if clause.where and clause.kind == said["kind"]
        }
        return Held(said["kind"], said["on"], said.get("until"), asked, verified=True)

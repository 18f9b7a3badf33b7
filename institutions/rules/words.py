"""A rule in plain words. `Kinds` are the rows of the catalogue by slug, or anything with their `name` and `field_label`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.rules.judging import Lack, Outcome
from institutions.rules.shape import After, Clause, Condition, Op, Rule, Valid

WEEK = 7  # days


class Kind(Protocol):
    """What this module asks of a kind of evidence."""

    name: str

    def field_label(self, name: str) -> str:
        """The label of one of its fields."""


Kinds = Mapping[str, Kind]


def say_rule(rule: Rule, kinds: Kinds) -> str:
    """Like “MMR vaccination twice, at least 28 days apart, or MMR serology with result positive; through the last day”."""
    alternatives = [say_all(alternative, kinds) for alternative in rule.any]
    when = _("must hold through the last day") if rule.through else _("must hold on the first day")
    return f"{either(alternatives)}; {when}"


def say_all(clauses: Iterable[Clause], kinds: Kinds) -> str:
    """One alternative: all of its clauses."""
    return _(" and ").join(say_clause(clause, kinds) for clause in clauses)


def either(words: Iterable[str]) -> str:
    """Alternatives, each set off by a comma, for they may be long."""
    return _(", or ").join(words)


def say_clause(clause: Clause, kinds: Kinds) -> str:
    """One clause: what, how often, saying what, for how long."""
    parts = [
        _times(clause, kinds),
        _apart(clause),
        _saying(clause.where, clause.kind, kinds),
        _taken(clause.after, kinds),
        _lasting(clause),
    ]
    return " ".join(part for part in parts if part)


def kind_name(slug: str, kinds: Kinds) -> str:
    """The kind's name; its slug where the catalogue has lost it."""
    kind = kinds.get(slug)
    return kind.name if kind else slug


def _times(clause: Clause, kinds: Kinds) -> str:
    name = kind_name(clause.kind, kinds)
    if clause.count == 1:
        return name
    if clause.count == 2:
        return _("%(what)s twice") % {"what": name}
    return _("%(what)s %(n)d times") % {"what": name, "n": clause.count}


def _apart(clause: Clause) -> str:
    if clause.count == 1 or not clause.gap_days:
        return ""
    days = ngettext("at least %(n)d day apart", "at least %(n)d days apart", clause.gap_days)
    return days % {"n": clause.gap_days}


def _saying(condition: Condition | None, slug: str, kinds: Kinds) -> str:
    if condition is None:
        return ""
    kind = kinds.get(slug)
    label = _inside(kind.field_label(condition.field) if kind else condition.field)
    if isinstance(condition.value, bool):
        told = _("with “%(field)s” ticked") if condition.value else _("with “%(field)s” not ticked")
        return told % {"field": label}
    told = {
        Op.IS: _("with %(field)s “%(value)s”"),
        Op.AT_LEAST: _("with %(field)s at least %(value)s"),
        Op.AT_MOST: _("with %(field)s at most %(value)s"),
    }[condition.op]
    value = f"{condition.value:g}" if isinstance(condition.value, float) else condition.value
    return told % {"field": label, "value": value}


def _inside(label: str) -> str:
    """As it stands within a sentence: “titre in mIU/mL”, and “CPR course” as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _taken(after: After | None, kinds: Kinds) -> str:
    """“taken 4 to 8 weeks after the last Hepatitis B vaccination”."""
    if after is None:
        return ""
    words = _("taken %(from)d to %(to)d days after the last %(what)s")
    least, most = after.least, after.most
    if least % WEEK == 0 and most % WEEK == 0:
        words = _("taken %(from)d to %(to)d weeks after the last %(what)s")
        least, most = least // WEEK, most // WEEK
    return words % {"from": least, "to": most, "what": kind_name(after.kind, kinds)}


def _lasting(clause: Clause) -> str:
    if clause.valid is Valid.MONTHS:
        years, rest = divmod(clause.months, 12)
        if rest:
            age = ngettext("(no older than %(n)d month)", "(no older than %(n)d months)", clause.months)
            return age % {"n": clause.months}
        return ngettext("(no older than %(n)d year)", "(no older than %(n)d years)", years) % {"n": years}
    if clause.valid is Valid.OWN:
        return _("(not expired)")
    if clause.valid is Valid.SEASON:
        return _("(of the season; asked where the placement touches %(opens)s to %(closes)s)") % {
            "opens": _day_of_year(clause.opens),
            "closes": _day_of_year(clause.closes),
        }
    return ""


def _day_of_year(pair: tuple[int, int]) -> str:
    return date_format(date(2001, *pair), "j F")


def say_lacks(outcome: Outcome, kinds: Kinds) -> str:
    """What is still wanted, one way or the other: “MMR vaccination twice (1 so far), or MMR serology with result “positive””."""
    return either(ways_out(outcome, kinds))


def ways_out(outcome: Outcome, kinds: Kinds) -> list[str]:
    """Each way by which nothing would be wanted any more."""
    return [_(" and ").join(_say_lack(lack, kinds) for lack in lacks) for lacks in outcome.lacks]


def _say_lack(lack: Lack, kinds: Kinds) -> str:
    words = say_clause(lack.clause, kinds)
    if lack.holds_until:
        return _("%(what)s beyond %(day)s") % {"what": words, "day": date_format(lack.holds_until, "j F Y")}
    if lack.have and lack.clause.count > 1:
        return _("%(what)s (%(n)d so far)") % {"what": words, "n": lack.have}
    return words

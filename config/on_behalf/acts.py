"""What waits for somebody of a partner, and how an office records it. The rows are in `table`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.on_behalf.people import LEADS_ALONE
from core.actor import Actor, Role, Via
from core.errors import Words
from core.forms import ActForm
from core.verdict import Verdict, no
from institutions.policies.recordings import Parties, Speaker, may_record, records_for
from institutions.services.recordings import Deed

NOBODY_TO_ASK = no(
    _("Nobody of the partner can be recorded for here."), _("Name a supervisor first, or invite a placement lead.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits, about which noun, for whom of the partner, by whose rule; and which sheet is printed for it."""

    name: str
    noun: str
    title: Words
    # The thing, as the recorder sees it: starts at visible_to, so that recording never widens what is seen.
    find: Callable[[Actor, int], Any]
    about: Callable[[Any], str]  # whom or what it concerns, in a few words
    parties: Callable[[Any, Actor], Parties]
    people: Callable[[Any], Iterable[Speaker]]
    verdict: Callable[[Actor, Any, datetime], Verdict]
    paper: str = ""  # which of `sheets` is filled in by hand
    unprinted: Words = ""  # or why nobody prints one

    def url(self, thing: models.Model) -> str:
        """The page on which it is recorded."""
        return reverse("on_behalf", args=[self.name, thing.pk])

    def paper_url(self, thing: models.Model) -> str:
        """Where its paper form is ordered; empty where there is none."""
        return reverse("on_behalf_paper", args=[self.name, thing.pk]) if self.paper else ""

    def candidates(self, actor: Actor, thing: Any) -> list[Speaker]:
        """For whom `actor` may record it. No query where the actor records nothing here, nor for a lead where only leads are asked."""
        parties = self.parties(thing, actor)
        if not records_for(actor, parties) or (actor.acts_as(Role.LEAD) and self.people in LEADS_ALONE):
            return []
        return [person for person in self.people(thing) if may_record(actor, parties, person)]

    def may(self, actor: Actor, thing: Any, person: Speaker | None, now: datetime) -> Verdict:
        """May `actor` record it for `person` now: the recorder's rule, then the act's own, judged as that person."""
        if not (verdict := records_for(actor, self.parties(thing, actor))):
            return verdict
        if person is None:
            return NOBODY_TO_ASK
        return self.verdict(person.as_actor(via=Via.PAPER), thing, now)

    def standing(self, candidates: Sequence[Speaker], thing: Any, now: datetime) -> Speaker | None:
        """The first of the candidates for whom it can be recorded now, for the link on the thing's page."""
        for person in candidates:
            if self.verdict(person.as_actor(via=Via.PAPER), thing, now):
                return person
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage(Waiting):
    """One that the thing itself has a page for, because it records more than a word: the sheet's code leads there."""

    route: str

    def url(self, thing: models.Model) -> str:
        """The thing's own page."""
        return reverse(self.route, args=[thing.pk])


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Waiting):
    """One that is recorded on the one page of all acts: with which form and which service."""

    form: Callable[[Any, Any, Actor], ActForm]
    service: Callable[..., Any]
    key: str  # the service's name for the thing's id
    words: Callable[[Any, Any], Sequence[str]]  # what was recorded, line by line

    def deed(self, actor: Actor, thing: Any, form: ActForm) -> Deed:
        """What a valid `form` of this act asks the recording to do, and how the record names it."""
        given = form.values()

        def do(by: Actor, now: datetime) -> object:
            return self.service(by=by, now=now, **{self.key: thing.pk}, **given)

        return Deed(
            act=self.name,
            thing_id=thing.pk,
            path=thing.get_absolute_url(),
            title=f"{self.title}: {self.about(thing)}",
            words="\n".join(filter(None, map(str, self.words(thing, form)))),
            parties=self.parties(thing, actor),
            do=do,
        )

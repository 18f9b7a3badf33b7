"""What an office may record here from paper or phone: quiet links on the page of the thing, by the verdict of the page they lead to."""

from typing import Any

from django import template

from config.on_behalf.table import BY_NOUN
from core import clock
from core.actor import NOBODY
from institutions.policies.recordings import Speaker

register = template.Library()


@register.inclusion_tag("pages/_on_behalf.html", takes_context=True)
def record_links(context: dict[str, Any], noun: str, thing: Any) -> dict[str, Any]:
    """The acts of `noun` that the reader may record now. No query for readers who record nothing here."""
    actor, now = context.get("actor", NOBODY), clock.now()
    known: dict[Any, list[Speaker]] = {}
    rows = []
    for act in BY_NOUN.get(noun, []):
        if act.people not in known:
            known[act.people] = act.candidates(actor, thing)
        if act.standing(known[act.people], thing, now):
            rows.append({"act": act, "url": act.url(thing), "paper_url": act.paper_url(thing)})
    return {"rows": rows}

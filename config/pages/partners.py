"""Public profiles of partners: here because they stand on departments, agreements and slots alike."""

from datetime import datetime
from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Actor
from core.paging import CappedPaginator
from institutions.models import Agreement, Partner, PartnerKind
from placements.models import Slot
from placements.views.internships import with_stage

PAGE = 24
SHOWN = 10


class PartnerFilter(django_filters.FilterSet):
    """By name, kind and city."""

    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnerKind.choices, empty_label=_("Any kind"))
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains", max_length=80)

    class Meta:
        model = Partner
        fields = ("q", "kind", "city")

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.form.cleaned_data.values()) if self.form.is_valid() else 0


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    """Who takes interns, by name, with how many slots are open."""
    partners = Partner.objects.visible_to(request.actor).annotate(open_slots=_open_slots(request.actor, clock.now()))
    found = PartnerFilter(request.GET, partners.order_by("name"))
    page = CappedPaginator(found.qs, PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/partner_list.html", {"filter": found, "page": page})


@require_safe
@login_not_required
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a partner is, where interns work, and what it offers now."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor), slug=slug)
    now = clock.now()
    slots = Slot.objects.visible_to(request.actor).open_on(now).filter(partner=partner)
    context: dict[str, Any] = {
        "partner": partner,
        "sites": partner.sites.prefetch_related("departments").order_by("name"),
        "slots": with_stage(
            slots.for_list().with_my_application(request.actor).order_by("apply_by", "pk")[:SHOWN], now
        ),
        "agreements": _agreements(request.actor, partner),
    }
    return render(request, "pages/partner_detail.html", context)


def _open_slots(actor: Actor, now: datetime) -> Coalesce:
    """How many slots of the partner take applications, as a subquery."""
    rows = Slot.objects.visible_to(actor).open_on(now).filter(partner=OuterRef("pk"))
    counted = rows.order_by().values("partner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _agreements(actor: Actor, partner: Partner) -> QuerySet[Agreement]:
    """What holds today between the partner and the reader's institute."""
    held = Agreement.objects.visible_to(actor).in_force(clock.today()).filter(partner=partner)
    return held.order_by("ends_on")

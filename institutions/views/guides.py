"""Guides and answers for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.sharing import shared
from institutions.models import Guide, GuideKind


@require_safe
@login_not_required
def guide_list(request: HttpRequest) -> HttpResponse:
    """Guides by title, answers in full below them."""
    texts = list(Guide.objects.visible_to(request.actor).in_order())
    context = {kind.name.lower() + "s": [text for text in texts if text.kind == kind] for kind in GuideKind}
    return render(request, "institutions/guide_list.html", context)


@require_safe
@login_not_required
def guide_detail(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """One text."""
    guide = get_object_or_404(Guide.objects.visible_to(request.actor), slug=guide_slug)
    others = Guide.objects.visible_to(request.actor).in_order().filter(kind=GuideKind.GUIDE).exclude(pk=guide.pk)
    share = shared(guide.title, guide.summary, guide.get_absolute_url()) if guide.summary else None
    return render(request, "institutions/guide_detail.html", {"guide": guide, "others": others, "share": share})

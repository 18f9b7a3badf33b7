"""A file in pieces, for the small script that sends it: begun, one piece after the other, asked how far it is."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Upload
from accounts.services import uploads as services
from core import clock
from core.errors import Refusal
from core.limits import Limit

PIECES = Limit("pieces of files", most=1200, seconds=600)
CONFLICT, TOO_MANY = 409, 429


@require_POST
def upload_begin(request: HttpRequest) -> JsonResponse:
    """Announce name and size; answers with where to send the pieces, and how large they are."""
    size = request.POST.get("size", "")
    try:
        upload = services.begin_upload(
            by=request.actor,
            now=clock.now(),
            name=request.POST.get("name", ""),
            size=int(size) if size.isdecimal() else 0,
        )
    except Refusal as refusal:
        return JsonResponse({"text": str(refusal)}, status=refusal.status)
    return JsonResponse({"id": upload.pk, "received": 0, "piece": services.PIECE})


@require_http_methods(["GET", "POST"])
def upload_piece(request: HttpRequest, pk: int) -> JsonResponse:
    """How far it is; a POST puts one more piece behind it, if it begins there (`Upload-Offset`)."""
    upload = get_object_or_404(Upload.objects.visible_to(request.actor), pk=pk)
    status = 200
    if request.method == "POST":
        if not PIECES.spend(str(request.actor.user_id)):
            return JsonResponse({"text": _("That was too fast. Wait a minute.")}, status=TOO_MANY)
        offset = request.headers.get("Upload-Offset", "")
        at = int(offset) if offset.isdecimal() else -1
        status = CONFLICT if at != upload.received else 200
        try:
            upload = services.take_piece(upload_id=pk, by=request.actor, offset=at, content=request.body)
        except Refusal as refusal:
            return JsonResponse({"text": str(refusal)}, status=refusal.status)
    return JsonResponse({"id": upload.pk, "received": upload.received, "whole": upload.is_whole}, status=status)

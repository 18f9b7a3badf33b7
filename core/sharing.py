"""How a chat shows a link to a page: title, a line, address and picture, for `components/share_tags.html`."""

from django.conf import settings
from django.templatetags.static import static


def shared(title: str, line: str, path: str) -> dict[str, str]:
    """What the tags of a page say that strangers may read."""
    picture = settings.SITE_URL + static("img/share.png")
    return {"title": title, "line": line, "url": settings.SITE_URL + path, "picture": picture}

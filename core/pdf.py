"""Papers as PDF: a template in, bytes of a tagged, titled PDF/UA-1 out, fonts embedded. `core.signing` seals them afterwards.

WeasyPrint takes seconds to import and reads whatever address it is shown: it is imported here alone, when first needed, and given a
fetcher that opens nothing but `data:` and files that ship with the portal (`packaged:css/papers.css`).
"""

import mimetypes
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

PACKAGED = "packaged:"
VARIANT = "pdf/ua-1"
_opened = threading.local()


def render(template: str, context: Mapping[str, Any], *, title: str, lang: str) -> bytes:
    """The paper that `template` lays out, in `lang`. The template writes `title`, `lang` and `bidi` into its head.

    Slow, and hungry for memory: call it in a worker.
    """
    from weasyprint import HTML  # noqa: PLC0415 - see the module's docstring

    with translation.override(lang):
        html = render_to_string(
            template, {**context, "title": title, "lang": lang, "bidi": translation.get_language_bidi()}
        )
    paper = HTML(string=html, base_url=PACKAGED, url_fetcher=packaged_fetcher())
    return bytes(paper.write_pdf(pdf_variant=VARIANT, font_config=_fonts()))


def _fonts() -> Any:
    """The fonts that this thread has opened. To open them for each paper would be a fifth of its time; threads cannot share them."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - see the module's docstring

    if not hasattr(_opened, "fonts"):
        _opened.fonts = FontConfiguration()
    return _opened.fonts


def packaged_fetcher() -> Any:
    """What fetches for WeasyPrint."""
    return _fetcher()()


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """The fetcher's class. Made late, because it extends one of WeasyPrint's."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - see the module's docstring

    class PackagedFetcher(URLFetcher):
        """Opens `data:` and packaged files; every other address is refused before anything is asked of it."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(PACKAGED):
                return super().fetch(url, headers)
            # Finders join safely: a path that climbs out of the static folders raises.
            found = finders.find(url.removeprefix(PACKAGED))
            if not found:
                message = f"not packaged: {url}"
                raise ValueError(message)
            media_type, _encoding = mimetypes.guess_type(found)
            return URLFetcherResponse(
                url, Path(found).read_bytes(), {"Content-Type": media_type or "application/octet-stream"}
            )

    return PackagedFetcher

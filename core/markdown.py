"""Text that staff write with a few signs (headings, lists, links, emphasis) as HTML. What is HTML already stays text; links lead to the
web, to mail or within the portal, and nowhere else; pictures are left out.
"""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# The page has the first heading, and cards have the second.
LOWER_BY = 1
LOWEST = 6
_READER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def to_html(text: str) -> SafeString:
    """The text as HTML, everything in it escaped."""
    tokens = _READER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + LOWER_BY, LOWEST)}"
    html: str = _READER.renderer.render(tokens, _READER.options, {})
    return mark_safe(html)  # noqa: S308 - the reader escapes; see test_markdown

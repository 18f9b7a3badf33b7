"""Text of staff as HTML: a few signs work, everything else is text."""

import pytest

from core.markdown import to_html


def test_headings_begin_below_the_pages_own():
    assert to_html("# Before\n\n###### Deep") == "<h2>Before</h2>\n<h6>Deep</h6>\n"


def test_lists_emphasis_and_links_work():
    assert to_html("- **Short** sleeves\n- [Ask](/guides/)") == (
        '<ul>\n<li><strong>Short</strong> sleeves</li>\n<li><a href="/guides/">Ask</a></li>\n</ul>\n'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "text <b onclick=alert(1)>bold</b>",
        "[press](javascript:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "![picture](https://evil.example/pixel.png)",
        '<https://x.example/"onmouseover=alert(1)>',
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_what_is_html_or_leads_elsewhere_stays_text(hostile):
    html = to_html(hostile)
    assert not any(
        sign in html for sign in ("<script", "<img", "<b ", 'href="javascript', 'href="data', '"onmouseover')
    )

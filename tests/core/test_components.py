"""The look: what a page says, what a component declares, and what the eye and the wire can bear."""

import gzip
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from config.navigation import GROUPS, PUBLIC
from core.charts import bar_chart
from core.templatetags import portal
from core.verdict import YES, never, no

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
SITE_CSS = (STATIC / "css/site.css").read_text(encoding="utf-8")
AA_TEXT = 4.5
AA_EDGE = 3.0


@pytest.fixture
def in_2026(settings: LazySettings) -> None:
    """The portal's clock stands at the twentieth of November 2026."""
    settings.CLOCK_SHIFT = datetime(2026, 11, 20, 6, tzinfo=UTC) - timezone.now()


def render(component: str, **inputs: Any) -> str:
    """The component's HTML with blanks folded."""
    return " ".join(render_to_string(f"components/{component}.html", inputs).split())


def in_template(source: str, **context: Any) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


# --- what a page says


@pytest.mark.usefixtures("in_2026")
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 27), "Friday 27 November"),
        (date(2027, 1, 4), "Monday 4 January 2027"),
        # Past midnight in Karachi, though still the day before in Greenwich.
        (datetime(2026, 11, 26, 20, tzinfo=UTC), "Friday 27 November"),
        (None, ""),
    ],
)
def test_day(value: date | None, said: str):
    assert in_template("{% day value %}|{{ value|day }}", value=value) == f"{said}|{said}"


@pytest.mark.usefixtures("in_2026")
def test_when_says_the_local_hour():
    moment = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert in_template("{% when moment %}", moment=moment) == "Friday 27 November, 17:00"
    assert in_template("{{ nothing|when }}", nothing=None) == ""


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2027, 1, 4), date(2027, 3, 28), "4 January to 28 March 2027"),
        (date(2026, 12, 1), date(2027, 3, 28), "1 December 2026 to 28 March 2027"),
        (None, date(2027, 3, 28), ""),
    ],
)
def test_span(first: date | None, last: date, said: str):
    assert portal.span(first, last) == said


@pytest.mark.parametrize(
    ("value", "as_minutes", "as_hours"),
    [
        (450, "7 h 30 min", "7 h 30 min"),
        (20, "20 min", "20 min"),
        (60, "1 h", "1 hour"),
        (19_200, "320 h", "320 hours"),
        (0, "0 min", "0 hours"),
        (None, "", ""),
    ],
)
def test_minutes_and_hours(value: int | None, as_minutes: str, as_hours: str):
    assert (portal.minutes(value), portal.hours(value)) == (as_minutes, as_hours)


def test_icon_is_silent_to_a_screen_reader():
    assert (
        portal.icon("bell", "mirror")
        == '<svg class="bi mirror" aria-hidden="true"><use href="/static/img/icons.svg#bell"></use></svg>'
    )


# --- what components show


def test_act_button_opens_the_act_when_the_verdict_allows():
    assert (
        render("act_button", verdict=YES, url="/sign/", label="Sign")
        == '<a class="btn btn-quiet" href="/sign/">Sign</a>'
    )


def test_act_button_says_why_not_in_place_of_a_button():
    html = render("act_button", verdict=no("The agreement ended.", "Renew it first."), url="/sign/", label="Sign")
    assert "<span>The agreement ended. Renew it first.</span>" in html
    assert "href=" not in html.replace("use href", "")


def test_act_button_shows_nothing_to_one_who_never_may():
    assert render("act_button", verdict=never("Only the lead signs."), url="/sign/", label="Sign") == ""


def test_rating_checks_the_level_that_was_saved():
    levels = [{"value": 1, "label": "Watched only"}, {"value": 2, "label": "With me beside"}]
    html = render("rating", name="q1", legend="Positions patients", levels=levels, value="2", unseen="unseen")
    assert re.findall(r'value="(\w+)" checked', html) == ["2"]


def test_rating_keeps_not_observed_apart_from_the_levels():
    html = render(
        "rating",
        name="q1",
        legend="Positions patients",
        levels=[{"value": 1, "label": "Watched only"}],
        value="unseen",
        unseen="unseen",
    )
    assert re.findall(r'value="(\w+)" checked', html) == ["unseen"]


def test_facts_leave_out_what_is_not_known():
    assert (
        render("facts", rows=[("Name", "Ayesha Khan"), ("Licence", "")])
        == '<dl class="facts"><dt>Name</dt><dd>Ayesha Khan</dd></dl>'
    )


def test_components_escape_what_people_wrote():
    html = render("nextstep", icon="send", title="<b>x</b>", detail="<i>y</i>", url="/a/", action="Open")
    assert "<b>x" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_chart_bars_stand_beside_a_table_of_the_same_numbers():
    chart = bar_chart([("Applied", 40)], title="Stages", label_head="Stage", value_head="Students")
    html = render("chart_bars", chart=chart)
    assert '<svg width="100.0%"' in html
    assert '<th scope="row">Applied</th><td class="text-end">40</td>' in html


def test_meter_reads_whole_numbers_in_every_language():
    with translation.override("ur"):
        assert 'value="17200" max="32000"' in render("meter", id="m", label="x", value=17200, maximum=32000, text="y")


@pytest.mark.parametrize("status", ["400", "403_csrf", "429", "500", "503"])
def test_a_page_of_trouble_needs_no_request_and_no_address_but_the_first(settings: LazySettings, status: str):
    settings.ROOT_URLCONF = ()
    html = render_to_string(f"{status}.html")
    assert re.search(r"<h1>\w.+</h1>", html)
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', html)) <= {"/", "", "#main"}


# --- what components declare


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_component_declares_its_inputs_in_its_first_line(path: Path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(rf"\{{# component: {path.stem} — .+ #\}}", first)


NAMES_AN_ICON = re.compile(r"""(?:\{% icon |\bicon=|\bicon:|"icon": )"([a-z][\w-]+)\"""")


def test_every_icon_that_is_named_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
    sources = [*TEMPLATES.rglob("*.html"), *(ROOT / "config").rglob("*.py")]
    named = {name for path in sources for name in NAMES_AN_ICON.findall(path.read_text(encoding="utf-8"))}
    named |= {group.icon for groups in [PUBLIC, *GROUPS.values()] for group in groups}
    assert named - drawn == set()
    assert {"arrow-left", "house"} <= named  # the search above still finds names


# --- what the eye can bear


def tokens(selector: str) -> dict[str, str]:
    """The colour tokens of the first rule with `selector`."""
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", SITE_CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"(--wb-[\w-]+):\s*(#[0-9a-f]{3,6})", block.group(1)))


LIGHT = tokens(":root")
DARK = tokens('[data-bs-theme="dark"]')


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour.lstrip("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == len("rgb") else re.findall("..", digits)
    shares = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "brand", "brand-ink", "red", "amber", "green", "blue")
        for ground in ("paper", "card")
    ),
    *((tone, f"{tone}-soft") for tone in ("amber", "red", "green", "blue")),
    *(("ink", f"{tone}-soft") for tone in ("amber", "red", "green", "blue")),
    ("brand-ink", "brand-soft"),
    ("brand", "brand-soft"),
    ("ink-2", "line"),
    ("on-brand", "brand"),
    ("card", "red"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: dict[str, str], ink: str, ground: str):
    assert contrast(theme[f"--wb-{ink}"], theme[f"--wb-{ground}"]) >= AA_TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_edges_of_controls_can_be_seen(theme: dict[str, str], ground: str):
    assert contrast(theme["--wb-edge"], theme[f"--wb-{ground}"]) >= AA_EDGE


def test_the_dark_that_the_system_asks_for_is_the_dark_that_is_chosen():
    assert tokens('[data-bs-theme="auto"]') == DARK


# --- what the wire can bear


@pytest.mark.parametrize(
    ("fonts", "budget"),
    [
        pytest.param(["inter-5.3.0/inter-latin-wght-normal.woff2"], 180_000, id="latin"),
        pytest.param(
            [
                "inter-5.3.0/inter-latin-wght-normal.woff2",
                "noto-naskh-arabic-5.3.0/noto-naskh-arabic-arabic-wght-normal.woff2",
            ],
            200_000,
            id="urdu",
        ),
    ],
)
def test_first_visit_stays_within_its_budget(fonts: list[str], budget: int):
    texts = ["vendor/bootstrap-5.3.9/bootstrap.rtl.min.css", "css/site.css", "js/site.js", "img/icons.svg"]
    packed = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in texts)
    assert packed + sum((STATIC / "vendor" / name).stat().st_size for name in fonts) <= budget

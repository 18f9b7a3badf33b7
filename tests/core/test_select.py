"""A select box says what Django’s own does, escaped alike."""

from django import forms
from django.template import engines
from django.utils.safestring import mark_safe

DJANGOS = (
    '<select name="{{ widget.name }}"{% include "django/forms/widgets/attrs.html" %}>'
    "{% for group_name, group_choices, group_index in widget.optgroups %}"
    '{% if group_name %}<optgroup label="{{ group_name }}">{% endif %}'
    "{% for option in group_choices %}{% include option.template_name with widget=option %}{% endfor %}"
    "{% if group_name %}</optgroup>{% endif %}{% endfor %}</select>"
)
HARD = [
    ("", "Any"),
    (1234567, 'Quotes "and" <b>tags</b> & more'),
    ("a'b\"<", mark_safe("<i>safe</i>")),
    ('In "a" <group>', [("x", "Ex"), (None, "None")]),
]


def test_a_select_box_is_djangos_own():
    for widget in (forms.Select, forms.SelectMultiple):
        made = widget(choices=HARD, attrs={"disabled": True, "data-x": "1&2"})
        context = made.get_context(
            "thing", ["x", "1234567"] if widget is forms.SelectMultiple else "x", {"id": "id_thing"}
        )
        expected = engines["django"].from_string(DJANGOS).render(context)
        shown = made.render("thing", ["x", "1234567"] if widget is forms.SelectMultiple else "x", {"id": "id_thing"})
        assert "".join(shown.split("\n")) == "".join(expected.split("\n"))
        assert " selected" in shown

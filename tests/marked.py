"""Every text that code and templates mark for translation, found without xgettext; and the catalogues, read without msgfmt."""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

PLACES = ("accounts", "config", "core", "evaluations", "institutions", "notifications", "placements", "students")
# Where the words stand among the arguments: context, one, many.
CALLS = {"_": (None, 0, None), "gettext": (None, 0, None), "gettext_noop": (None, 0, None), "ngettext": (None, 0, 1)}
CALLS |= {"pgettext": (0, 1, None), "npgettext": (0, 1, 2)}
CALLS |= {f"{name}_lazy": places for name, places in CALLS.items() if name not in {"_", "gettext_noop"}}
CALL = re.compile(r"(?<![A-Za-z])(?:_|n?p?gettext)\(")
MACHINE = re.compile(r"%\(\w+\)[-+ 0-9.]*[sdif]|%%|%[sd]|\{\{.*?\}\}|\{\w*\}|</?[a-zA-Z][^>]*>|&\w+;")

Text = tuple[str, str, str]  # context, one, many


def marked() -> dict[Text, str]:
    """Each text, and the first file where it stands."""
    found: dict[Text, str] = {}
    base = Path(settings.BASE_DIR)
    for place in PLACES:
        for path in sorted((base / place).rglob("*.py")):
            for text in _of_code(path.read_text()):
                found.setdefault(text, str(path.relative_to(base)))
    for path in sorted(p for p in (base / "templates").rglob("*") if p.is_file()):
        for text in _of_template(path.read_text()):
            found.setdefault(text, str(path.relative_to(base)))
    return found


def _of_code(source: str) -> Iterator[Text]:
    if "gettext" in source:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and (text := _said(node)):
                yield text


def handed_on() -> list[str]:
    """Where code asks for the words of a text that it was handed: no catalogue can know that text."""
    base, found = Path(settings.BASE_DIR), []
    for path in sorted(path for place in PLACES for path in (base / place).rglob("*.py")):
        source = path.read_text()
        calls = (
            (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)) if "gettext" in source else ()
        )
        for node in calls:
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in CALLS and node.args and not isinstance(node.args[0], ast.Constant):
                found.append(f"{path.relative_to(base)}:{node.lineno}")
    return found


def _of_template(source: str) -> Iterator[Text]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calls = templatize(source)
    for match in CALL.finditer(calls):
        text = _said(_call_at(calls, match.start()))
        if text:
            yield text


def _call_at(source: str, start: int) -> ast.Call:
    end = source.find(")", start)
    while end > 0:
        try:
            node = ast.parse(source[start : end + 1], mode="eval").body
        except SyntaxError:
            end = source.find(")", end + 1)
            continue
        assert isinstance(node, ast.Call)
        return node
    raise AssertionError(source[start : start + 80])


def _said(node: ast.Call) -> Text | None:
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
    if name not in CALLS:
        return None
    texts = []
    for place in CALLS[name]:
        given = node.args[place] if place is not None and place < len(node.args) else None
        if place is not None and not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
            return None
        texts.append(given.value if given is not None else "")
    return (texts[0], texts[1], texts[2]) if texts[1] else None


def catalogue(path: Path) -> dict[Text, tuple[str, ...]]:
    """The texts of a .po and their words: one, or one for each form of the plural. The head is left out."""
    entries: dict[Text, tuple[str, ...]] = {}
    for block in re.split(r"\n\s*\n", path.read_text()):
        said: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#"):
                assert "fuzzy" not in line, line
                continue
            if not line.startswith('"'):
                key, line = line.split(" ", 1)  # noqa: PLW2901
            said[key] = said.get(key, "") + ast.literal_eval(line)
        words = tuple(value for key, value in said.items() if key.startswith("msgstr"))
        if said.get("msgid"):
            entries[said.get("msgctxt", ""), said["msgid"], said.get("msgid_plural", "")] = words
    return entries

"""The rules of the house that no ready-made tool knows. Where one is in the way, split the file or write an ADR."""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "notifications", "institutions", "students", "placements", "evaluations")
PACKAGES = ("config", "core", *APPS)
FILE_LIMIT = 300
FUNCTION_LIMIT = 50
VIEW_LIMIT = 20
DOORS = {"visible_to", "by_link", "by_code", "by_token"}
TEMPLATES = ROOT / "templates"
# Pages of others, written for their own policies: the admin's and allauth's are overridden where they carry inline style.
OUR_MODULES = tuple(f"{package}." for package in PACKAGES)


@cache
def sources(*folders: str) -> tuple[Path, ...]:
    return tuple(p for folder in folders for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, its docstring left out: words do not make a function long."""
    words = function.body[0] if ast.get_docstring(function) else None
    spoken = (words.end_lineno or 0) - words.lineno + 1 if words else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - spoken


def views() -> list[Path]:
    return [
        path
        for path in sources(*APPS, "config")
        if "views" in path.parts or "pages" in path.parts or path.stem == "views"
    ]


def test_no_file_holds_two_ideas():
    long = {
        name(p): n
        for p in sources(*PACKAGES, "tests")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > FILE_LIMIT
    }
    assert long == {}


def test_no_function_is_too_long_to_see():
    long = {
        f"{name(p)}:{f.name}": length(f)
        for p in sources(*PACKAGES, "tests")
        for f in functions(p)
        if length(f) > FUNCTION_LIMIT
    }
    assert long == {}


def test_views_are_sentences():
    long = {
        f"{name(p)}:{f.name}": length(f)
        for p in views()
        for f in functions(p)
        if f.args.args and f.args.args[0].arg == "request" and length(f) > VIEW_LIMIT
    }
    assert long == {}


def test_views_find_rows_through_the_one_door():
    """`X.objects` in a view is followed by visible_to, by_link, by_token or by_code, and by nothing else."""
    found = []
    for path in views():
        if path.name == "health.py":  # counts for machines, of nobody's rows
            continue
        parents = {child: node for node in ast.walk(tree(path)) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "all_objects"}:
                parent = parents[node]
                if not (isinstance(parent, ast.Attribute) and parent.attr in DOORS):
                    found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def test_tables_are_written_by_services_alone():
    """No view, form, filter, policy or template tag saves, creates, updates or deletes."""
    writers = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    found = []
    for path in [*views(), *(p for p in sources(*APPS) if {"policies", "notices", "filters"} & {*p.parts, p.stem})]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writers:
                chain = ast.unparse(node.func.value)
                if "objects" in chain or node.func.attr in {
                    "bulk_create",
                    "bulk_update",
                    "get_or_create",
                    "update_or_create",
                }:
                    found.append(f"{name(path)}:{node.lineno} {chain}.{node.func.attr}")
    assert found == []


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, where)
        else:
            yield where, entry


def test_every_view_declares_its_methods():
    """require_safe, require_POST and require_http_methods leave their mark in the wrapper's closure."""
    silent = []
    for where, pattern in addresses():
        view = pattern.callback
        if view.__module__.startswith(OUR_MODULES) and not hasattr(view, "view_class") and not declares_methods(view):
            silent.append(where)
    assert silent == []


def declares_methods(view: object) -> bool:
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_address_view_and_template_share_one_name():
    """One grep finds all three: the name of the address is the name of the view."""
    other = {}
    for _where, pattern in addresses():
        view = pattern.callback
        if (
            view.__module__.startswith(OUR_MODULES)
            and not hasattr(view, "view_class")
            and pattern.name != view.__name__
        ):
            other[pattern.name] = view.__name__
    assert other == {}


def template_names() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


@pytest.mark.parametrize("template", template_names())
def test_template_compiles(template):
    assert get_template(template).template.name == template


INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def test_pages_carry_no_inline_style_or_script():
    """The browser would refuse them. Mail and paper are made of nothing else, and are read by no browser of ours."""
    found = [
        f"{template}:{number}"
        for template in template_names()
        if template.endswith(".html") and not template.startswith(("emails/", "pdf/"))
        for number, line in enumerate((TEMPLATES / template).read_text(encoding="utf-8").splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


SENTENCE = re.compile(r"{% *blocktrans(?:late)?\b.*?%}(.*?){% *endblocktrans", re.DOTALL)
DOTTED = re.compile(r"{{ *([^} ]*[.|][^}]*?) *}}")


def test_translated_sentences_name_plain_values():
    """Django leaves `{{ a.b }}` and `{{ a|b }}` within `blocktranslate` blank; `with` gives them a name."""
    found = [
        f"{template}: {name}"
        for template in template_names()
        for said in SENTENCE.findall((TEMPLATES / template).read_text(encoding="utf-8"))
        for name in DOTTED.findall(said)
    ]
    assert found == []


def test_templates_compare_no_roles_and_no_states():
    """What may be done is a verdict, asked for in Python."""
    compares = re.compile(r"\{%\s*(?:el)?if[^%]*\b(?:role|state)\b[^%]*(?:==|!=|\bin\b)")
    found = [
        f"{template}:{number}"
        for template in template_names()
        for number, line in enumerate((TEMPLATES / template).read_text(encoding="utf-8").splitlines(), 1)
        if compares.search(line)
    ]
    assert found == []


def test_vendored_files_are_those_that_were_published():
    static = ROOT / "static"
    packages = json.loads((static / "vendor/VENDOR.json").read_text(encoding="utf-8"))
    listed = {f"{package['folder']}/{file}": sha for package in packages for file, sha in package["files"].items()}
    found = {
        str(path.relative_to(static)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("vendor", "fonts")
        for path in (static / folder).rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert found == listed


def test_locks_carry_hashes_and_no_address():
    for lock in sorted((ROOT / "config").glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert text.count("--hash=sha256:") >= len(pins) > 0
        assert re.findall(r"://|--(?:extra-)?index-url|--find-links|\bfile:", text) == []


def test_the_larger_lock_holds_the_smaller():
    small, large = ((ROOT / "config" / f"requirements{kind}.lock").read_text(encoding="utf-8") for kind in ("", "-dev"))
    pins = [set(re.findall(r"^([a-z0-9][\w.-]*==[^ \\]+)", text, re.MULTILINE)) for text in (small, large)]
    assert pins[0] - pins[1] == set()


def test_nothing_names_a_folder_of_somebodys_machine():
    home = re.compile(r"/(?:home|root|Users|tmp|work)/[a-z]")
    kinds = {".py", ".md", ".toml", ".html", ".txt", ".css", ".js", ".yml", ".in", ".lock", ".json"}
    # Where servers and tools keep theirs, files come and go; they are not ours, and many.
    folders = [
        path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".") and path.name != "var"
    ]
    found = [
        f"{name(path)}:{number}"
        for path in (*ROOT.glob("*.*"), *(path for folder in folders for path in folder.rglob("*.*")))
        if path.suffix in kinds and not {"vendor", "node_modules"} & set(path.relative_to(ROOT).parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if path != Path(__file__) and home.search(line)
    ]
    assert found == []

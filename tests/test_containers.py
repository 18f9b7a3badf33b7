"""The files of a container set-up name what the portal reads and does: every variable, every queue, every module of a command."""

import re
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest
import yaml
from django.conf import settings

from config import env
from config.celery import app

# Made by `up` for its own children, or for this suite's worker.
NOT_SET_BY_HAND = re.compile(r"TEST_\w+|CLOCK_SHIFT|DRILL_ENDS")
READ = re.compile(r'\b(?:text|flag|number|words|required)\(\s*"([A-Z_]+)"')
DEMANDED = re.compile(r'^    ([A-Z_]+)="', re.MULTILINE)
COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())


def variables_read() -> Iterator[str]:
    """Every variable that code of the portal asks for, by the name that a shell knows."""
    for path in settings.BASE_DIR.glob("*/**/*.py"):
        if path.relative_to(settings.BASE_DIR).parts[0] not in {"tests", ".venv", "var"}:
            yield from READ.findall(path.read_text())
    yield from DEMANDED.findall((settings.BASE_DIR / "config/settings/production.py").read_text())


def test_the_example_names_every_variable_that_is_read_and_no_other():
    named = re.findall(r"^(?:# )?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    assert len(named) == len(set(named))
    read = {env.variable(name) for name in variables_read() if not NOT_SET_BY_HAND.fullmatch(name)}
    assert set(named) == read | {"POSTGRES_PASSWORD", "STORE_PASSWORD", "COMPOSE_PROFILES"}


def test_the_workers_take_from_every_queue():
    command = COMPOSE["services"]["worker"]["command"]
    queues = command[command.index("-Q") + 1].split(",")
    assert sorted(queues) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)


def test_each_part_waits_for_what_it_needs():
    services = COMPOSE["services"]
    waits = {name: sorted(services[name]["depends_on"]) for name in ("migrate", "web", "worker", "beat")}
    later = ["broker", "migrate"]
    assert waits == {"migrate": ["database"], "web": later, "worker": later, "beat": later}
    health = {name: service["depends_on"] for name, service in services.items() if "depends_on" in service}
    for needed in {
        name for needs in health.values() for name, how in needs.items() if how["condition"] == "service_healthy"
    }:
        assert "test" in services[needed]["healthcheck"], needed


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("notifications.deliver", "mail"),
        ("students.send_code", "mail"),
        ("students.sweep_codes", "mail"),
        ("students.sweep_cvs", "sweeps"),
        ("placements.sweep_offers", "sweeps"),
        ("students.make_cv", "documents"),
        ("institutions.run_import", "documents"),
    ],
)
def test_nobodys_mail_waits_behind_papers(task, queue):
    app.loader.import_default_modules()
    assert task in app.tasks
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_what_is_tried_without_a_container_engine_is_what_the_dockerfile_and_the_compose_file_say():
    """.ci/image reads both, and knows every step of theirs."""
    loader = SourceFileLoader("image", str(settings.BASE_DIR / ".ci/image"))
    image = module_from_spec(spec_from_loader("image", loader))
    loader.exec_module(image)
    environment, last = image.stages((settings.BASE_DIR / "Dockerfile").read_text())
    assert (environment.name, last.user, last.folder) == ("environment", "portal", "/app")
    assert [word for word, _rest, _stage in environment.steps] == ["COPY", "RUN"]
    assert "/healthz" in " ".join(last.health)
    assert last.command[0] == "granian"
    compose = (settings.BASE_DIR / "docker-compose.yml").read_text()
    for service in ("migrate", "worker", "beat"):
        assert image.command_of(service, compose) == [str(word) for word in COMPOSE["services"][service]["command"]]
    assert [
        image.ignored(path, [".env*", "**/__pycache__", "!.env.example"])
        for path in (".env.example", "a/__pycache__/b", "c")
    ] == [False, True, False]

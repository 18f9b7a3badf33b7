"""What migrations need beyond Django's own operations: three hundred tables in seconds."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeGuard

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class CreateModels(Operation):
    """Many models in one step. A step each would make all models that know one another anew, each time: a minute and a half of `up`."""

    serialization_expand_args: ClassVar = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"models": self.models}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        _forget_models(state)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


class AtOnce(Operation):
    """Several steps, after which the models are made anew once, and not at every step.

    Each step finds the tables as they were before the first, and the models as they are after the last; so no field is changed twice.
    """

    atomic = True  # where its migration is not
    serialization_expand_args: ClassVar = ["steps"]

    def __init__(self, steps: Sequence[Operation]) -> None:
        self.steps = steps

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"steps": self.steps}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        _forget_models(state)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for step in self._work():
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for step in reversed(self._work()):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(step.describe() for step in self.steps)

    def _work(self) -> list[Operation]:
        """The steps but those that a new table has behind it: it is made with all its columns, constraints and indexes."""
        new = {step.name_lower for step in self.steps if isinstance(step, CreateModel)}
        return [step for step in self.steps if not (_shapes_a_table(step) and step.model_name_lower in new)]


def _shapes_a_table(step: Operation) -> TypeGuard[FieldOperation | IndexOperation]:
    """A trigger does not, though it is told as an index is."""
    return isinstance(step, FieldOperation | IndexOperation) and not isinstance(step, migrations.TriggerOperationMixin)


def _forget_models(state: ProjectState) -> None:
    """They are made anew, once, when they are next asked for."""
    state.clear_delayed_apps_cache()
    state.__dict__.pop("apps", None)


class AddTrigger(migrations.AddTrigger):
    """pgtrigger's, without making every model anew for each: a trigger changes no model, and its table may be closed meanwhile."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    """The same of the other way."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]

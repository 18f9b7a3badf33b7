"""The catalogue of evidence and the starter set are kept here; requirements are written in the portal by who asks them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from institutions.models import EvidenceKind, FieldType, Requirement, RequirementStarter
from institutions.rules import BadRule, parse


class EvidenceKindForm(ModelForm):  # type: ignore[type-arg]
    """Fields are what the wallet can draw."""

    def clean_fields(self) -> list[dict[str, Any]]:
        fields = self.cleaned_data["fields"]
        for field in fields if isinstance(fields, list) else [None]:
            known = isinstance(field, dict) and set(field) <= {"name", "label", "type", "choices", "required"}
            if (
                not known
                or field.get("type") not in FieldType.values
                or not field.get("name")
                or not field.get("label")
            ):
                raise ValidationError("A list of {name, label, type, choices, required}; type is one of the five.")
            if field["type"] == FieldType.CHOICE and not field.get("choices"):
                raise ValidationError(f"“{field['name']}” has no choices.")
        return fields


@admin.register(EvidenceKind)
class EvidenceKindAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Kinds of evidence. The slug is what rules name: it does not change."""

    form = EvidenceKindForm
    list_display = ("name", "slug", "is_health", "default_months", "states_its_end", "position")
    list_filter = ("is_health", "states_its_end")
    search_fields = ("name", "slug")
    ordering = ("position", "name")

    def get_readonly_fields(self, _request: HttpRequest, obj: EvidenceKind | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class StarterForm(ModelForm):  # type: ignore[type-arg]
    """The rule is one."""

    def clean_rule(self) -> dict[str, Any]:
        try:
            parse(self.cleaned_data["rule"])
        except BadRule as error:
            raise ValidationError(f"Not a rule at “{error}”.") from error
        return self.cleaned_data["rule"]


@admin.register(RequirementStarter)
class RequirementStarterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What leads and coordinators copy from."""

    form = StarterForm
    list_display = ("title", "slug", "position")
    search_fields = ("title", "slug", "note")
    ordering = ("position", "title")


@admin.register(Requirement)
class RequirementAdmin(ReadOnlyAdmin):
    """Who asks what. Written in the portal, where the page says whose standing changes."""

    list_display = ("title", "partner", "department", "programme", "agreement", "active_from", "active_until")
    list_filter = ("partner", "programme")
    search_fields = ("title", "partner__name", "department__name", "programme__name", "agreement__title")
    list_select_related = ("partner", "department", "programme", "agreement")

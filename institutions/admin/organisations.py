"""Institutes, programmes, intakes; partners, sites, departments: made and kept here by administrators."""

from django import forms
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin

from institutions.models import Campus, Department, Institute, Intake, Partner, Programme, Site


class CampusInline(admin.TabularInline):  # type: ignore[type-arg]
    """Campuses of an institute."""

    model = Campus
    extra = 0


class ProgrammeInline(admin.TabularInline):  # type: ignore[type-arg]
    """Programmes of an institute."""

    model = Programme
    extra = 0
    fields = ("code", "name", "required_hours")


class IntakeInline(admin.TabularInline):  # type: ignore[type-arg]
    """Intakes of a programme."""

    model = Intake
    extra = 0


class SiteInline(admin.TabularInline):  # type: ignore[type-arg]
    """Sites of a partner."""

    model = Site
    extra = 0


class DepartmentInline(admin.TabularInline):  # type: ignore[type-arg]
    """Departments of a site."""

    model = Department
    extra = 0


@admin.register(Institute)
class InstituteAdmin(ImportExportModelAdmin):
    """Institutes."""

    list_display = ("name", "city", "recognised_by", "email")
    list_filter = ("asks_for_merit",)
    search_fields = ("name", "short_name", "city")
    prepopulated_fields = {"slug": ("short_name",)}
    inlines = (CampusInline, ProgrammeInline)


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Programmes."""

    list_display = ("name", "code", "institute", "required_hours")
    list_filter = ("institute",)
    search_fields = ("name", "code")
    list_select_related = ("institute",)
    inlines = (IntakeInline,)


@admin.register(Intake)
class IntakeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Intakes."""

    list_display = ("name", "programme", "starts_on", "place_by")
    list_filter = ("programme__institute",)
    search_fields = ("name", "programme__name")
    list_select_related = ("programme",)


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A partner's own fields."""

    website = forms.URLField(assume_scheme="https", required=False)

    class Meta:
        model = Partner
        fields = (
            *("name", "slug", "kind", "city", "address", "phone", "email", "website", "is_public", "people_cap"),
            *("teaching", "beds", "languages", "about", "how_taught", "values", "initiatives"),
        )

    def clean_people_cap(self) -> int | None:
        """The database counts who is there (ADR 2); ask it, so that its refusal is words beside the field."""
        cap: int | None = self.cleaned_data["people_cap"]
        try:
            with transaction.atomic():
                Partner.objects.filter(pk=self.instance.pk).update(people_cap=cap)
        except IntegrityError as error:
            raise forms.ValidationError(_("More interns than that are there or expected on some day.")) from error
        return cap


@admin.register(Partner)
class PartnerAdmin(ImportExportModelAdmin):
    """Partners."""

    form = PartnerForm
    list_display = ("name", "kind", "city", "people_cap", "is_public")
    list_filter = ("kind", "teaching", "city", "is_public")
    search_fields = ("name", "city")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (SiteInline,)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Sites."""

    list_display = ("name", "partner", "city")
    list_filter = ("city",)
    search_fields = ("name", "partner__name")
    list_select_related = ("partner",)
    inlines = (DepartmentInline,)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Departments."""

    list_display = ("name", "site", "partner_name", "contact_email")
    search_fields = ("name", "site__name", "site__partner__name")
    list_select_related = ("site__partner",)

    @admin.display(description="partner", ordering="site__partner__name")
    def partner_name(self, department: Department) -> str:
        return department.site.partner.name


@admin.register(Campus)
class CampusAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Campuses."""

    list_display = ("name", "institute", "city")
    search_fields = ("name", "institute__name")
    list_select_related = ("institute",)

"""Forms about people and their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, User
from core.actor import Actor, Role
from core.forms import ActForm
from core.words import when
from institutions.models import Department
from institutions.policies.people import INVITES

LABELS = {
    Role.SUPERVISOR: _("Supervisor"),
    Role.LEAD: _("Placement lead"),
    Role.MENTOR: _("Mentor: guides students, never grades"),
    Role.COORDINATOR: _("Coordinator"),
    Role.VIEWER: _("Viewer"),
}


class AgainForm(ActForm):
    """Invite somebody once more; says where the last invitation went, and when, and takes another address."""

    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args: Any, user: User, last: AccessLink | None, **kwargs: Any) -> None:
        version = last.pk if last else 0
        super().__init__(*args, initial={"email": user.email}, version=version, **kwargs)
        if last:
            self.fields["email"].help_text = _(
                "The last invitation went to %(email)s on %(when)s. Correct it here if that is wrong; nothing is sent to the old address."
            ) % {"email": last.sent_to or user.email, "when": when(last.created_at)}


class InviteForm(ActForm):
    """Name a person of the actor's own organisation."""

    role = forms.ChoiceField(label=_("Role"))
    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("With title, as letters print it: Dr Sana Mirza.")
    )
    email = forms.EmailField(label=_("E-mail"))
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    title = forms.CharField(
        label=_("Position"), max_length=120, required=False, help_text=_("For example Consultant radiologist.")
    )
    licence_no = forms.CharField(
        label=_("Council and licence number"), max_length=60, required=False, help_text=_("Printed on certificates.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {Role.SUPERVISOR, Role.LEAD} if actor.partner_id else {Role.COORDINATOR, Role.MENTOR, Role.VIEWER}
        allowed = INVITES.get(actor.role, set()) & own if actor.role else set()
        self.fields["role"].choices = [(role, LABELS[role]) for role in LABELS if role in allowed]  # type: ignore[attr-defined]
        if actor.partner_id:
            self.fields["department"].queryset = (  # type: ignore[attr-defined]
                Department.objects.visible_to(actor).select_related("site").order_by("name")
            )
        else:
            for name in ("department", "licence_no"):
                del self.fields[name]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

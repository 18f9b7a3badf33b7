"""An enquirer whom the institute sponsors is made a student."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.views import act_page
from institutions.models import Enquiry
from institutions.policies.enquiries import may_sponsor
from students.forms.students import StudentForm
from students.services.enquiries import sponsor_enquirer


@require_http_methods(["GET", "POST"])
def enquiry_sponsor(request: HttpRequest, pk: int) -> HttpResponse:
    """Into a programme and intake, with a roll number; the invitation goes to the address that they gave."""
    enquiry = get_object_or_404(Enquiry.objects.visible_to(request.actor).select_related("institute"), pk=pk)
    verdict = may_sponsor(request.actor, enquiry)
    initial = {"name": enquiry.name, "email": enquiry.email}
    form = StudentForm(request.POST or None, actor=request.actor, initial=initial)
    if verdict and form.is_valid() and (outcome := attempt(request, sponsor_enquirer, form, enquiry_id=pk)):
        messages.success(request, _("%(name)s is a student now, and invited.") % {"name": outcome.thing.user.name})
        return redirect(outcome.thing)
    says = _("They asked to be sponsored: %(qualification)s. Adding them says that your institute answers for them.")
    context = {
        "title": _("Make %(name)s a student") % {"name": enquiry.name},
        "says": says % {"qualification": enquiry.qualification},
        "form": form,
        "button": _("Add and invite"),
        "back": enquiry,
    }
    return act_page(request, verdict, context)

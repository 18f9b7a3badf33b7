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
from students.forms.students import SponsorForm
from students.models import Student
from students.services.enquiries import sponsor_enquirer

SAYS = _(
    "They asked to be sponsored: %(qualification)s. Adding them says that your institute answers for them. "
    "They come under the programme of their field, and everybody reads that they are sponsored."
)


@require_http_methods(["GET", "POST"])
def enquiry_sponsor(request: HttpRequest, pk: int) -> HttpResponse:
    """Into a programme and intake, with a roll number; the invitation goes to the address that they gave."""
    enquiry = get_object_or_404(Enquiry.objects.visible_to(request.actor).select_related("institute"), pk=pk)
    verdict = may_sponsor(request.actor, enquiry)
    form = SponsorForm(request.POST or None, actor=request.actor, enquiry=enquiry)
    if verdict and form.is_valid() and (outcome := attempt(request, sponsor_enquirer, form, enquiry_id=pk)):
        messages.success(request, _told(outcome.thing))
        return redirect(outcome.thing)
    context = {
        "title": _("Make %(name)s a student") % {"name": enquiry.name},
        "says": SAYS % {"qualification": enquiry.qualification},
        "form": form,
        "button": _("Add and invite"),
        "back": enquiry,
    }
    return act_page(request, verdict, context)


def _told(student: Student) -> str:
    """Whether the invitation has gone out."""
    if student.waits_for_slip:
        return _("%(name)s is sponsored now. Nobody has told them yet: print a slip.") % {"name": student.user.name}
    return _("%(name)s is sponsored now, and invited.") % {"name": student.user.name}

"""Where a form names an upload of its person, in the hidden field that the script adds, its file is put among `request.FILES`."""

from django.http import HttpRequest

from accounts.services.uploads import whole_file

SUFFIX = "__upload"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def put_whole_files(request: HttpRequest) -> None:
    """Each upload of `request.actor` that a posted form names, if all of it is here."""
    if request.method != "POST" or request.content_type not in FORMS:
        return
    for name, value in request.POST.items():
        field = name.removesuffix(SUFFIX)
        if field == name or field in request.FILES or not str(value).isdecimal():
            continue
        file = whole_file(upload_id=int(str(value)[:18]), by=request.actor)  # type: ignore[attr-defined]
        if file is not None:
            request.FILES[field] = file

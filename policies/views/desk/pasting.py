"""What was pasted, as the Markdown that would be kept: asked by static/js/paste.js."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from office.access import role_required
from policies.pasting import written
from policies.views.desk.policies import WRITERS


@require_POST
@role_required(*WRITERS)
def pasted(request: HttpRequest) -> HttpResponse:
    try:
        text = written(request.POST.get("html", ""))
    except forms.ValidationError as error:
        return HttpResponse(error.messages[0], status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")

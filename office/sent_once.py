"""A form of the desk that is sent again unchanged, by a second tap, a reload or Back, adds nothing: it answers as before.

For views that make a row each time and whose rows have no key of their form. What was sent is remembered as a keyed
hash alone, for `REMEMBERED`; other words, another person or another page are another sending.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from office.crypto import keyed_hash
from office.models import FormDraft
from office.verbs import verb

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])

# Whoever takes a row away again may soon write the same once more.
REMEMBERED = timedelta(minutes=10)
# A sending without an answer after this was cut off.
ANSWERED_WITHIN = timedelta(minutes=1)
TAKEN = (302, 303)
# Another in each copy of the page.
LEFT_OUT = "csrfmiddlewaretoken"
AGAIN = "刚才已经保存过同样的内容，没有再保存一次。确实是另一条，请写明区别后再保存。"
NOT_YET = "刚才发送的内容正在保存，请稍后刷新查看。"


def sent_once(view: ViewT) -> ViewT:
    """The view, to which the same person's same body leads once: the second goes where the first went, and says so.

    A body that was not taken (422, 409, an error) is forgotten, so that it may be sent again.
    """

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key, at = _key(request), timezone.now()
        earlier = _begin(key, at=at)
        if earlier is not None:
            messages.info(request, AGAIN if earlier else NOT_YET)
            return HttpResponseRedirect(earlier or request.get_full_path(), status=303)
        went_to = ""
        try:
            response = view(request, *args, **kwargs)
            if response.status_code in TAKEN:
                went_to = response.headers["Location"]
        finally:
            _end(key, went_to, at=at)
        return response

    return cast(ViewT, once)


@verb
def _begin(key: str, *, at: datetime) -> str | None:
    """None for the first; else where the first went, empty while it is on its way."""
    row, is_new = FormDraft.objects.get_or_create(key=key, defaults={"data": "", "saved_at": at})
    if is_new:
        return None
    lasts = REMEMBERED if row.data else ANSWERED_WITHIN
    is_over = FormDraft.objects.filter(pk=row.pk, saved_at__lte=at - lasts).update(data="", saved_at=at)
    return None if is_over else row.data


@verb
def _end(key: str, went_to: str, *, at: datetime) -> None:
    if went_to:
        FormDraft.objects.update_or_create(key=key, defaults={"data": went_to, "saved_at": at})
    else:
        FormDraft.objects.filter(key=key).delete()


def _key(request: HttpRequest) -> str:
    typed: list[Any] = sorted(each for each in request.POST.lists() if each[0] != LEFT_OUT)
    files = [
        (name, upload.name, _digest(upload)) for name, uploads in request.FILES.lists() for upload in uploads
    ]
    sent = json.dumps([request.user.pk, request.get_full_path(), typed, sorted(files)], ensure_ascii=False)
    return keyed_hash("form_sent", sent)


def _digest(upload: Any) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()

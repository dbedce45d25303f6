"""Policies at the desk: what waits, what is public, each one's versions; editors write, staff check and publish."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.models import Department
from groups.views.carrying_out import carried_out
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.numbers import clean_text
from office.roles import Role, has_role
from office.search.columns import searched
from policies import content, editing, fit_doubts, reviews
from policies.checking import may_take
from policies.differences import differences
from policies.editing import POLICIES
from policies.forms import BeginForm, VersionForm
from policies.models import Policy, PolicyVersion
from policies.models.policies import PolicyQuerySet, departments_of

READERS = (Role.EDITOR, Role.STAFF, Role.APPROVER, Role.AUDITOR)
WRITERS = (Role.EDITOR, Role.STAFF)
PAGE = 30
TABS = (
    ("submitted", "待核对"),
    ("draft", "起草中"),
    ("unchecked", "待复核"),
    ("due", "该复查"),
    ("published", "已发布"),
    ("all", "全部"),
)

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(*READERS)
def policy_list(request: HttpRequest) -> HttpResponse:
    on, user = local_date(timezone.now()), signed_in(request)
    seen = Policy.objects.visible_to(user, on)
    tab = request.GET.get("tab", "")
    query = clean_text(request.GET.get("q", "").replace("\x00", ""))[:40]
    counts = seen.aggregate(**{name: Count("pk", filter=in_tab(name, on), distinct=True) for name, _ in TABS})
    if tab not in counts:
        tab = next((name for name, _ in TABS if counts[name]), "all")
    rows = seen.filter(in_tab(tab, on))
    if query:
        rows = searched(rows, query, "versions__title", "versions__document_number", "slug")
    page = Paginator(_with_versions(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [(name, label, counts[name]) for name, label in TABS],
        "tab": tab,
        "q": query,
        "page": page,
        "rows": [_row(policy, on) for policy in page.object_list],
        "writes": has_role(user, *WRITERS),
        "is_staff": has_role(user, Role.STAFF),
    }
    return render(request, "policies/desk_policy_list.html", context)


def in_tab(name: str, on: date) -> Q:
    if name == "all":
        return Q()
    if name in ("submitted", "draft", "published"):
        return Q(versions__state=name)
    if name == "unchecked":
        return Q(versions__state="published", versions__checked_on__isnull=True)
    return reviews.due(on, prefix="versions__")


def _with_versions(rows: PolicyQuerySet) -> PolicyQuerySet:
    versions = PolicyVersion.objects.exclude(state="superseded").order_by("-number")
    return (
        rows.distinct()
        .select_related("department")
        .prefetch_related(Prefetch("versions", versions, to_attr="standing"))
    )


def _row(policy: Any, on: date) -> dict[str, Any]:
    newest = policy.standing[0] if policy.standing else policy.versions.first()
    return {"policy": policy, "version": newest, "validity": newest.validity(on) if newest else None}


@require_safe
@role_required(*READERS)
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(
        request, "policies/desk_policy_detail.html", detail_context(request, visible(request, slug))
    )


def detail_context(request: HttpRequest, policy: Policy, **more: Any) -> dict[str, Any]:
    on, user = local_date(timezone.now()), signed_in(request)
    versions = list(policy.versions.select_related("written_by", "submitted_by", "released_by", "checked_by"))
    shown = next((each for each in versions if each.state == "published"), None)
    opened = next((each for each in versions if each.is_open), None)
    version = opened or shown or versions[0]
    writes = Policy.objects.editable_by(user, on).filter(pk=policy.pk).exists()
    return {
        "policy": policy,
        "version": version,
        "shown": shown,
        "opened": opened,
        "validity": version.validity(on),
        "versions": versions,
        "changes": differences(shown, opened) if shown and opened else [],
        "namesakes": _namesakes(version),
        "doubts": fit_doubts.doubts(version),
        "writes": writes,
        "acts": publishing.possible(POLICIES, (opened, shown), user, may_take(user, writes=writes)),
        "review_due": reviews.due_on(shown, on) if shown else None,
        "today": on,
        **more,
    }


def _namesakes(version: PolicyVersion) -> list[PolicyVersion]:
    """Other policies with the same number: one paper may hold several, the checker should know."""
    if not version.document_number:
        return []
    others = PolicyVersion.objects.exclude(state="superseded").exclude(policy=version.policy_id)
    return list(others.filter(document_number=version.document_number).select_related("policy")[:10])


@form_methods
@role_required(*WRITERS)
def policy_new(request: HttpRequest) -> HttpResponse:
    at, user = timezone.now(), signed_in(request)
    is_staff = has_role(user, Role.STAFF)
    units = Department.objects.open() if is_staff else departments_of(user, local_date(at))
    form = BeginForm(request.POST or None, departments=units, must_choose=not is_staff, on=local_date(at))

    def begin() -> PolicyVersion:
        values = form.cleaned_data
        return editing.begin(
            values["slug"],
            form.content,
            category=values["category"],
            department=values["department"],
            by=Actor.of(user),
            at=at,
        )

    if request.method == "POST" and carried_out(form, begin, across=content.faults_of):
        messages.success(request, "已存为草稿，预览后送核")
        return redirect("policies:desk_policy", slug=form.cleaned_data["slug"])
    return _form_page(request, form, "起草政策", "存为草稿", reverse("policies:desk_policies"))


@form_methods
@role_required(*WRITERS)
def policy_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The open draft; where there is none, saving begins the next version."""
    policy, user, at = editable(request, slug), signed_in(request), timezone.now()
    opened = policy.versions.open().first()
    if opened is not None and opened.state != "draft":
        messages.warning(request, "已经送核，不能再改；需要改的，请核对人先退回")
        return redirect("policies:desk_policy", slug=slug)
    version = opened or policy.versions.order_by("-number").first()
    if version is None:
        raise Http404
    form = VersionForm(request.POST or None, initial=VersionForm.initial_of(version))

    def save() -> PolicyVersion:
        draft = editing.revise(policy, by=Actor.of(user), at=at)
        return editing.save(draft, form.content, by=Actor.of(user), at=at)

    if request.method == "POST" and carried_out(form, save, across=content.faults_of):
        messages.success(request, "草稿已保存")
        return redirect("policies:desk_policy", slug=slug)
    return _form_page(request, form, version.title, "存为草稿", reverse("policies:desk_policy", args=[slug]))


@require_safe
@role_required(*READERS)
def policy_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """As the public would read it."""
    policy = visible(request, slug)
    version = policy.versions.open().first() or policy.versions.published().first()
    if version is None:
        raise Http404
    context = {
        "version": version,
        "policy": policy,
        "validity": version.validity(local_date(timezone.now())),
        "paragraphs": version.plain.split("\n"),
        "preview": True,
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/policy_detail.html", context)


@require_safe
@role_required(*READERS)
def policy_difference(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    policy = visible(request, slug)
    before = get_object_or_404(policy.versions, number=old)
    after = get_object_or_404(policy.versions, number=new)
    context = {"policy": policy, "before": before, "after": after, "changes": differences(before, after)}
    return render(request, "policies/desk_difference.html", context)


def _form_page(request: HttpRequest, form: Any, title: str, verb: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "cancel_url": back}
    status = 422 if form.errors else 200
    return render(request, "policies/desk_form.html", context, status=status)


def signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def visible(request: HttpRequest, slug: str) -> Policy:
    seen = Policy.objects.visible_to(signed_in(request), local_date(timezone.now()))
    return get_object_or_404(seen.select_related("department"), slug=slug)


def editable(request: HttpRequest, slug: str) -> Policy:
    mine = Policy.objects.editable_by(signed_in(request), local_date(timezone.now()))
    return get_object_or_404(mine, slug=slug)


def back_to(slug: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("policies:desk_policy", args=[slug]))

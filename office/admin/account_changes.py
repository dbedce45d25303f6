"""Changes of kept-apart accounts in the admin: what is asked, who decides, which code was used. Decided by verbs alone."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from office import account_changes, account_effects
from office.actors import Actor
from office.admin.recorded import ReadOnlyAdmin, Step, actor_of
from office.calendar import local_date
from office.models import AccountChange, SealedCode, User
from office.numbers import mask_phone
from office.refusals import Refused
from office.roles import Role, has_role

LABELS = {"confirm": "确认并办理", "decline": "不同意", "withdraw": "撤回", "code": "用密封的应急码办理"}


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin[AccountChange]):
    list_display = ["user", "kind", "role", "asked_by", "asked_at", "state", "decided_by", "decided_at"]
    list_filter = ["kind", "agreed"]
    list_select_related = ["user", "asked_by", "decided_by"]
    ordering = ["-pk"]
    fields = ["user", "kind", "role", "since", "new", "asked_by", "asked_at", "state"]
    readonly_fields = ["new", "state"]

    def get_fields(self, request: HttpRequest, obj: AccountChange | None = None) -> Any:
        decided = ["decided_by", "decided_at", "sealed_code"] if obj and obj.decided_at else []
        return [*self.fields, *decided]

    @admin.display(description="更正为")
    def new(self, change: AccountChange) -> str:
        values = [change.name, change.email, mask_phone(change.phone) if change.phone else ""]
        return "，".join(filter(None, values)) or "—"

    @admin.display(description="状态")
    def state(self, change: AccountChange) -> str:
        if change.agreed is None:
            return "待确认"
        return "已办理" if change.agreed else "没有办理"

    def subject(self, obj: AccountChange) -> str:
        return account_effects.subject(obj.user)

    def steps(self, request: HttpRequest, obj: AccountChange) -> list[Step]:
        return [
            Step(LABELS[act], reverse("admin:office_accountchange_act", args=[obj.pk, act]))
            for act in _possible(obj, request, timezone.now())
        ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.act)
        own = [path("<int:pk>/<slug:act>/", view, name="office_accountchange_act")]
        return [*own, *super().get_urls()]

    def act(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Says what will happen, then does it; a refusal stands on the page."""
        change = AccountChange.objects.select_related("user", "asked_by").filter(pk=pk).first()
        at = timezone.now()
        if change is None or not self.has_view_permission(request, change):
            raise Http404
        if act not in _possible(change, request, at):
            raise Http404
        refused = None
        if request.method == "POST":
            try:
                _take(change, act, request.POST.get("code", ""), by=actor_of(request), at=at)
            except Refused as error:
                refused = error
            else:
                messages.success(request, f"{LABELS[act]}：{change}。")
                return HttpResponseRedirect(account_changes.page_of(change))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{LABELS[act]}：{change}",
            "act": act,
            "change": change,
            "opts": self.opts,
            "back": account_changes.page_of(change),
            "address": account_effects.own_address(change.user),
            "refused": refused,
        }
        return TemplateResponse(request, "admin/office/accountchange/act.html", context)


@admin.register(SealedCode)
class SealedCodeAdmin(ReadOnlyAdmin[SealedCode]):
    """When each was printed, and what it was used for. The code itself is nowhere to be read."""

    list_display = ["pk", "made_at", "ended_at", "used_for", "used_by"]
    list_select_related = ["change__user", "change__decided_by"]
    fields = ["made_at", "ended_at", "used_for", "used_by"]
    readonly_fields = ["used_for", "used_by"]
    ordering = ["-pk"]

    @admin.display(description="用于")
    def used_for(self, code: SealedCode) -> str:
        change = _change_of(code)
        return str(change) if change else "没有用过"

    @admin.display(description="使用人")
    def used_by(self, code: SealedCode) -> str:
        change = _change_of(code)
        return str(change.decided_by) if change else "—"

    def subject(self, obj: SealedCode) -> str:
        return f"sealed_code:{obj.pk}"


def _possible(change: AccountChange, request: HttpRequest, at: datetime) -> list[str]:
    user = request.user
    if change.decided_at is not None or not isinstance(user, User):
        return []
    if account_changes.may_decide(change, user, on=local_date(at)):
        return ["confirm", "decline"]
    if user.pk == change.asked_by_id and has_role(user, Role.ADMINISTRATOR):
        return ["withdraw", "code"]
    return []


def _take(change: AccountChange, act: str, code: str, *, by: Actor, at: datetime) -> None:
    if act == "confirm":
        account_changes.confirm(change, by=by, at=at)
    elif act == "code":
        account_changes.confirm_by_code(change, code, by=by, at=at)
    else:
        account_changes.decline(change, by=by, at=at)


def _change_of(code: SealedCode) -> AccountChange | None:
    return getattr(code, "change", None)

"""Accounts and their roles. Every save calls a verb of office/accounts.py, which refuses and records."""

from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from office import account_changes, account_effects, accounts
from office.actors import Actor
from office.admin.recorded import ReadOnlyAdmin, RecordedInline, Step, VerbAdmin, actor_of
from office.form_fields import EmailField, PhoneField
from office.models import AccountChange, ApiToken, RoleGrant, User
from office.refusals import Refused
from office.roles import KEPT_APART, Role, has_role

PASSWORD_LINK = "password-link"  # noqa: S105 - an address
ACTS = {
    "close": ("停用账号", accounts.close_account),
    "reopen": ("恢复账号", accounts.reopen_account),
    "sessions": ("退出所有登录", accounts.end_sessions),
    "second-factor": ("解除两步验证", accounts.drop_second_factor),
}
# What is done to an account of a kept-apart duty only after a second person agreed.
ASKED_FOR = {
    PASSWORD_LINK: AccountChange.Kind.PASSWORD_LINK,
    "second-factor": AccountChange.Kind.SECOND_FACTOR,
}
ACT_TEMPLATE = "admin/office/user/act.html"
ASKED = "已提出，另一位管理员或审签人确认后办理。"


class AccountForm(forms.ModelForm[User]):
    email = EmailField(label="电子邮箱", required=False, widget=AdminTextInputWidget())
    phone = PhoneField(label="联系电话", required=False, widget=AdminTextInputWidget())

    class Meta:
        model = User
        fields = ["username", "name", "email", "phone"]


class NewAccountForm(AccountForm):
    """With a role the owner's one-time link follows at once; a kept-apart duty is asked for."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "以后再授予"), *Role.choices],
        required=False,
        help_text="选了角色，保存后就给出本人设置密码的链接；须分开的职责由另一人确认后发到本人电话或邮箱。",
    )


class GrantForm(forms.ModelForm[RoleGrant]):
    """A new row grants; in an existing one only the end can be written, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("role", "since"):
                self.fields[name].disabled = True
            self.fields["until"].disabled = self.instance.until is not None
        else:
            self.fields["until"].disabled = True
            self.fields["since"].initial = timezone.localdate()

    def validate_constraints(self) -> None:
        """The verb checks them, and says why not in words of its own."""


class GrantInline(RecordedInline):
    model = RoleGrant
    form = GrantForm
    fk_name = "user"
    fields = ["role", "since", "until"]
    ordering = ["until", "since"]
    verbose_name = "角色"
    verbose_name_plural = "角色"


@admin.register(User)
class UserAdmin(VerbAdmin[User]):
    form = AccountForm
    list_display = ["name", "username", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "role_grants__role"]
    search_fields = ["name", "username"]
    search_help_text = "按姓名或用户名搜索"
    ordering = ["name", "pk"]
    fields = ["username", "name", "email", "phone", "is_active", "last_login"]
    inlines = [GrantInline]

    @admin.display(description="角色")
    def role_names(self, user: User) -> str:
        today = timezone.localdate()
        grants = [grant for grant in user.role_grants.all() if grant.since <= today and _lasts(grant, today)]
        return "、".join(grant.get_role_display() for grant in grants) or "—"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("role_grants")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["is_active", "last_login", *(["username"] if obj else [])]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fields if obj else [*AccountForm.Meta.fields, "role"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = AccountForm if obj else NewAccountForm
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else []

    def steps(self, request: HttpRequest, obj: User) -> list[Step]:
        if not self.has_change_permission(request, obj):
            return []
        if not obj.is_active:
            return [_step(obj, "reopen")]
        lost = [_step(obj, "second-factor")] if Authenticator.objects.filter(user=obj).exists() else []
        link = Step("设置密码的链接", _act_url(obj, PASSWORD_LINK))
        return [link, *lost, _step(obj, "sessions"), _step(obj, "close")]

    def write(self, form: Any, *, changes: User | None, by: Actor, at: datetime) -> User:
        given = {name: form.cleaned_data[name] for name in ("name", "email", "phone")}
        if changes is not None:
            return _corrected(changes, given, by=by, at=at)
        return accounts.open_account(form.cleaned_data["username"], **given, by=by, at=at)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Ends before grants: one duty is laid down before another is taken up."""
        by, at = actor_of(request), timezone.now()
        rows = [row for row in formset.forms if row.has_changed()]
        for row in rows:
            if row.instance.pk:
                grant = RoleGrant.objects.get(pk=row.instance.pk)
                accounts.end_role(grant, on=row.cleaned_data["until"] or timezone.localdate(), by=by, at=at)
        for row in rows:
            if not row.instance.pk:
                self._grant(request, form.instance, row.cleaned_data, by=by, at=at)

    def _grant(
        self, request: HttpRequest, user: User, given: dict[str, Any], *, by: Actor, at: datetime
    ) -> None:
        """A kept-apart duty is asked for; the form says so, as the row is not there yet."""
        role, since = given["role"], given["since"]
        if role not in KEPT_APART:
            accounts.grant_role(user, role, since=since, by=by, at=at)
            return
        change = account_changes.ask(user, AccountChange.Kind.ROLE, role=role, since=since, by=by, at=at)
        messages.warning(request, f"{change}：{ASKED}")

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> Any:
        """The role chosen in the same form, and the link: sent to the owner, or shown once to be handed over."""
        role = request.POST.get("role", "")
        if not role:
            return super().response_add(request, obj, post_url_continue)
        by, at = actor_of(request), timezone.now()
        self._grant(request, obj, {"role": role, "since": timezone.localdate(at)}, by=by, at=at)
        if role in KEPT_APART:
            return super().response_add(request, obj, post_url_continue)
        context = self._act_context(request, obj, PASSWORD_LINK)
        said = _take(obj, PASSWORD_LINK, context, request, by=by, at=at)
        if not said:
            return TemplateResponse(request, ACT_TEMPLATE, context)
        messages.success(request, said)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """A correction that waits for a second person has not been saved."""
        if AccountChange.objects.open().filter(user=obj, kind=AccountChange.Kind.CONTACT).exists():
            messages.warning(request, f"姓名、邮箱、电话的更正：{ASKED}")
        return super().response_change(request, obj)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<path:object_id>/<slug:act>/", self.admin_site.admin_view(self.act), name="office_user_act")
        ]
        return [*super().get_urls()[:-1], *own, super().get_urls()[-1]]

    def act(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Asks before it closes, reopens or hands out a link, then does it."""
        user = self.get_object(request, object_id)
        if user is None or act not in (*ACTS, PASSWORD_LINK):
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        context = self._act_context(request, user, act)
        if request.method == "POST":
            try:
                said = _take(user, act, context, request, by=actor_of(request), at=timezone.now())
            except Refused as refused:
                context["refused"] = refused
            else:
                if said:
                    messages.success(request, said)
                    return HttpResponseRedirect(_change_url(user))
        return TemplateResponse(request, ACT_TEMPLATE, context)

    def _act_context(self, request: HttpRequest, user: User, act: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"{user}：{ACTS[act][0] if act in ACTS else '设置密码的链接'}",
            "act": act,
            "object": user,
            "opts": self.opts,
            "back": _change_url(user),
            "is_asked": act in ASKED_FOR and user.is_kept_apart(),
            "address": account_effects.masked_address(user),
        }


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin[ApiToken]):
    """Issued by `manage.py issue_token`; the token itself is nowhere to be read."""

    actions = ["revoke"]
    list_display = ["user", "name", "created", "expiry"]
    fields = ["user", "name", "scopes", "created", "expiry"]
    list_select_related = ["user"]

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    @admin.action(description="作废所选令牌", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        by, at = actor_of(request), timezone.now()
        for token in queryset:
            accounts.revoke_token(token, by=by, at=at)
        self.message_user(request, "已作废，持有这些令牌的程序不能再访问。")


def _take(
    user: User, act: str, context: dict[str, Any], request: HttpRequest, *, by: Actor, at: datetime
) -> str:
    """What is said on the account's page; nothing where `context` was given a link to be handed over in person."""
    if context["is_asked"]:
        return f"{account_changes.ask(user, ASKED_FOR[act], by=by, at=at)}：{ASKED}"
    if act in ACTS:
        ACTS[act][1](user, by=by, at=at)
        return f"已{ACTS[act][0]}：{user}。"
    if context["address"]:
        accounts.send_password_link(user, by=by, at=at)
        return f"设置密码的链接已发到本人登记的 {context['address']}。"
    link = accounts.first_password_link(user, by=by, at=at)
    context["link"] = f"{settings.SITE_URL}{link}"
    return ""


def _corrected(user: User, given: dict[str, str], *, by: Actor, at: datetime) -> User:
    """As corrected; of a kept-apart account as it stays until a second person agrees."""
    if not user.is_kept_apart():
        return accounts.correct_account(user, **given, by=by, at=at)
    contact = account_effects.cleaned_contact(**given)
    if any(getattr(user, column) != value for column, value in contact.items()):
        account_changes.ask(user, AccountChange.Kind.CONTACT, contact=contact, by=by, at=at)
    return user


def _step(user: User, act: str) -> Step:
    return Step(ACTS[act][0], _act_url(user, act))


def _lasts(grant: RoleGrant, on: date) -> bool:
    return grant.until is None or on < grant.until


def _change_url(user: User) -> str:
    return reverse("admin:office_user_change", args=[user.pk])


def _act_url(user: User, act: str) -> str:
    return reverse("admin:office_user_act", args=[user.pk, act])

"""The one admin site: entered through /accounts/ with a second factor, and closed to the libraries' own pages."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from config.second_factors import lacks_second_factor
from office.roles import Role, has_role, roles_of


class OfficeSite(AdminSite):
    site_title = "后台管理"
    site_header = "后台管理"
    index_title = "今日工作"
    site_url = "/desk/"
    enable_nav_sidebar = True
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._app_lists: dict[frozenset[str], list[Any]] = {}

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Libraries register pages that write without a trace (queue, tokens, groups): those are left out."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        own = [model for model in models if model._meta.app_label in settings.OWN_APPS]
        if own:
            super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """For somebody signed in without the role there is no admin: 404, not a login page that sends back here."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        return guarded

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The same for everybody with the same roles, and Django asks for it twice a page."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        roles = roles_of(request.user)
        if roles not in self._app_lists:
            self._app_lists[roles] = super().get_app_list(request)
        return self._app_lists[roles]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The day's work and the month's figures above the list of tables, for those who read cases."""
        from office.models import User
        from portal.admin_home import running_words, start_page

        context: dict[str, Any] = {
            "reader": ",".join(sorted(roles_of(request.user))),
            **(extra_context or {}),
        }
        if isinstance(request.user, User) and has_role(request.user, Role.ADMINISTRATOR):
            context |= running_words(at=timezone.now())
        if isinstance(request.user, User) and has_role(request.user, Role.STAFF, Role.APPROVER, Role.AUDITOR):
            context |= start_page(request.user, at=timezone.now())
        return super().index(request, context)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

"""The address plan. Each app owns its urls.py; what joins several apps is in the highest app it reads."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def _existing(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns = [
    path("accounts/", include("config.account_urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    *_existing("api/v1/", "requests_app.api_urls"),
    *_existing("", "evaluation.urls"),
    *_existing("", "requests_app.urls"),
    *_existing("", "stations.urls"),
    *_existing("", "groups.urls"),
    *_existing("", "office.urls"),
]

if find_spec("office.pages"):
    handler400 = "office.pages.bad_request"
    handler403 = "office.pages.permission_denied"
    handler404 = "office.pages.page_not_found"
    handler500 = "office.pages.server_error"

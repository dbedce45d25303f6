"""The address plan. Each app owns its urls.py; what joins several apps is in the highest app it reads."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer


def _existing(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


api_schema = SpectacularAPIView.as_view(renderer_classes=[JSONRenderer])
api_docs = SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="config/api_docs.html")

urlpatterns = [
    path("accounts/", include("config.account_urls")),
    path("admin/", admin.site.urls),
    path("api/schema/", api_schema, name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    path("api/v1/", include("requests_app.api.urls")),
    path("api/v1/", include("evaluation.api_urls")),
    path("api/v1/", include("suggestions.api_urls")),
    path("api/v1/", include("fieldwork.api_urls")),
    path("api/v1/", include("stations.api_urls")),
    path("", include("portal.urls")),
    path("", include("evaluation.urls")),
    path("", include("suggestions.urls")),
    path("", include("requests_app.urls")),
    path("", include("fieldwork.urls")),
    path("", include("policies.urls")),
    path("", include("stations.urls")),
    *_existing("", "groups.urls"),
    path("", include("office.urls")),
]

handler400 = "office.pages.bad_request"
handler403 = "office.pages.permission_denied"
handler404 = "office.pages.page_not_found"
handler500 = "office.pages.server_error"

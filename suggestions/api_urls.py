"""/api/v1/: what suggestions answers (docs/api.md)."""

from django.urls import URLPattern

app_name = "suggestions_api"

urlpatterns: list[URLPattern] = []

"""/api/v1/: what fieldwork answers (docs/api.md)."""

from django.urls import URLPattern

app_name = "fieldwork_api"

urlpatterns: list[URLPattern] = []

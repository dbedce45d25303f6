"""/api/v1/: what fieldwork answers (docs/api.md)."""

from django.urls import URLPattern, path

from fieldwork.pairings.api import Pairings, Visits

app_name = "fieldwork_api"

urlpatterns: list[URLPattern] = [
    path("pairings/", Pairings.as_view(), name="pairings"),
    path("visits/", Visits.as_view(), name="visits"),
]

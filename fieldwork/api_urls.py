"""/api/v1/: what fieldwork answers (docs/api.md)."""

from django.urls import URLPattern, path

from fieldwork.activities.api import Activities
from fieldwork.pairings.api import Pairings, Visits

app_name = "fieldwork_api"

urlpatterns: list[URLPattern] = [
    path("activities/", Activities.as_view(), name="activities"),
    path("pairings/", Pairings.as_view(), name="pairings"),
    path("visits/", Visits.as_view(), name="visits"),
]

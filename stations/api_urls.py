"""/api/v1/: reception days and bookings (docs/api.md)."""

from django.urls import path

from stations.api import Bookings, Receptions

app_name = "stations_api"

urlpatterns = [
    path("receptions/", Receptions.as_view(), name="receptions"),
    path("bookings/", Bookings.as_view(), name="bookings"),
]

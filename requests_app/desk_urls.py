"""Pages of the desk about requests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

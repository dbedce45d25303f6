"""Pages of a request that need no login."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

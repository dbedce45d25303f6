"""The pages of suggestions, put together from its rooms."""

from django.urls import URLPattern

app_name = "suggestions"

urlpatterns: list[URLPattern] = []

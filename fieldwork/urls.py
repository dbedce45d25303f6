"""The pages of fieldwork, put together from its rooms."""

from django.urls import URLPattern

app_name = "fieldwork"

urlpatterns: list[URLPattern] = []

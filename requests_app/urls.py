"""Pages of requests: what visitors open, and the desk."""

from django.urls import URLPattern

from requests_app import desk_urls, public_urls

app_name = "requests"

urlpatterns: list[URLPattern] = [*public_urls.urlpatterns, *desk_urls.urlpatterns]

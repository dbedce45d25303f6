"""Pages of requests: what visitors open, and the desk."""

from django.urls import URLPattern

from requests_app.desk.urls import urlpatterns as desk
from requests_app.public.urls import urlpatterns as public

app_name = "requests"

urlpatterns: list[URLPattern] = [*public, *desk]

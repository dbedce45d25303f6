"""Addresses of the pages that belong to no noun."""

from django.urls import path

from office import pages
from office.account_views import FirstPassword, own_data

urlpatterns = [
    path("accounts/first-password/<uidb64>/<token>/", FirstPassword.as_view(), name="first_password"),
    path("accounts/own-data/", own_data, name="own_data"),
    path("large/", pages.large, name="large"),
    path("keys/", pages.keys, name="keys"),
    path(
        "privacy/",
        pages.statement,
        {"template": "office/personal_information.html"},
        name="personal_information",
    ),
    path("accessibility/", pages.statement, {"template": "office/accessibility.html"}, name="accessibility"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("metrics", pages.metrics, name="metrics"),
]

"""/api/v1/: the interface of docs/api.md; the schema and its page stand beside it in config."""

from django.urls import path

from requests_app.api import directory, policies
from requests_app.api.intake import Track
from requests_app.api.proposals import Proposals
from requests_app.api.requests import RequestDetail, Requests, RequestStep

app_name = "api"

urlpatterns = [
    path("requests/", Requests.as_view(), name="requests"),
    path("requests/<str:ledger_number>/", RequestDetail.as_view(), name="request"),
    path("requests/<str:ledger_number>/steps/<slug:step>/", RequestStep.as_view(), name="step"),
    path("proposals/", Proposals.as_view(), name="proposals"),
    path("track/", Track.as_view(), name="track"),
    path("stations/", directory.Stations.as_view(), name="stations"),
    path("professional-groups/", directory.ProfessionalGroups.as_view(), name="professional_groups"),
    path("regional-groups/", directory.RegionalGroups.as_view(), name="regional_groups"),
    path("representatives/", directory.Representatives.as_view(), name="representatives"),
    path("departments/", directory.Departments.as_view(), name="departments"),
    path("policies/", policies.Policies.as_view(), name="policies"),
    path("information/", policies.Information.as_view(), name="information"),
    path("categories/", directory.Categories.as_view(), name="categories"),
]

"""/api/v1/: what suggestions answers (docs/api.md)."""

from django.urls import path

from suggestions.api import SuggestionDetail, Suggestions, SuggestionStep

app_name = "suggestions_api"

urlpatterns = [
    path("suggestions/", Suggestions.as_view(), name="suggestions"),
    path("suggestions/<str:number>/", SuggestionDetail.as_view(), name="suggestion"),
    path("suggestions/<str:number>/steps/<slug:step>/", SuggestionStep.as_view(), name="step"),
]

"""The part of /api/v1/ that joins every app."""

from django.urls import path

from evaluation import api, api_analysis, api_years

app_name = "evaluation_api"

urlpatterns = [
    path("disclosures/<int:year>/<int:month>/", api.DisclosureDetail.as_view(), name="disclosure"),
    path("board/<slug:station>/", api.Board.as_view(), name="board"),
    path("figures/", api.Figures.as_view(), name="figures"),
    path("duties/", api_years.Duties.as_view(), name="duties"),
    path("analysis/", api_analysis.AnalysisView.as_view(), name="analysis"),
    path("scores/", api_years.Scores.as_view(), name="scores"),
]

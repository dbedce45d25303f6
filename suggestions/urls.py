"""The pages of suggestions, put together from its rooms."""

from django.urls import path

from suggestions.views import detail, drafting, lists, papers, public, signing, steps

app_name = "suggestions"

urlpatterns = [
    path("suggestions/", public.suggestion_list, name="list"),
    path("suggestions/sign/<str:token>/", signing.sign_by_link, name="sign_by_link"),
    path("suggestions/<str:number>/", public.suggestion_detail, name="detail"),
    path("desk/suggestions/", lists.desk_list, name="desk_list"),
    path("desk/suggestions/new/", drafting.desk_new, name="desk_new"),
    path("desk/suggestions/elsewhere/", drafting.desk_elsewhere, name="desk_elsewhere"),
    path("desk/suggestions/export/", papers.export, name="export"),
    path("desk/suggestions/<str:address>/", detail.desk_detail, name="desk_detail"),
    path("desk/suggestions/<str:address>/suggestion.pdf", papers.official_pdf, name="pdf"),
    path("desk/suggestions/<str:address>/steps/<slug:step>/", steps.desk_step, name="desk_step"),
]

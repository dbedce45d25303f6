"""The pages of suggestions, put together from its rooms."""

from django.urls import path

from suggestions.views import (
    agenda,
    detail,
    drafting,
    files,
    lists,
    mechanisms,
    opinions,
    papers,
    public,
    public_results,
    signing,
    steps,
)

app_name = "suggestions"

urlpatterns = [
    path("suggestions/", public.suggestion_list, name="list"),
    path("suggestions/key/", public.key_list, name="key_list"),
    path("suggestions/sign/<str:token>/", signing.sign_by_link, name="sign_by_link"),
    path("suggestions/sign/<str:token>/files/<str:file>/", signing.link_file, name="link_file"),
    path("suggestions/<str:number>/files/<str:token>/", files.public_file, name="file"),
    path("suggestions/<str:number>/", public.suggestion_detail, name="detail"),
    path("desk/suggestions/", lists.desk_list, name="desk_list"),
    path("desk/suggestions/new/", drafting.desk_new, name="desk_new"),
    path("desk/suggestions/elsewhere/", drafting.desk_elsewhere, name="desk_elsewhere"),
    path("desk/suggestions/export/", papers.export, name="export"),
    path("desk/suggestions/list.docx", papers.session_docx, name="session_docx"),
    path("desk/suggestions/<str:address>/", detail.desk_detail, name="desk_detail"),
    path("desk/suggestions/<str:address>/files/<str:token>/", files.desk_file, name="desk_file"),
    path("desk/suggestions/<str:address>/suggestion.pdf", papers.official_pdf, name="pdf"),
    path("desk/suggestions/<str:address>/suggestion.docx", papers.official_docx, name="docx"),
    path("desk/suggestions/<str:address>/steps/<slug:step>/", steps.desk_step, name="desk_step"),
    # Expert opinions and service mechanisms.
    path("opinions/", public_results.opinions, name="opinion_list"),
    path("mechanisms/", public_results.mechanisms, name="mechanism_list"),
    path("mechanisms/<str:token>/", public_results.mechanism, name="mechanism_detail"),
    path("desk/agenda/", agenda.items, name="agenda"),
    path("desk/agenda/new/", agenda.new_item, name="agenda_new"),
    path("desk/agenda/opinions.xlsx", agenda.export, name="agenda_export"),
    path("desk/agenda/<str:token>/", agenda.item, name="agenda_item"),
    path("desk/agenda/<str:token>/drop/", agenda.drop, name="agenda_drop"),
    path("desk/agenda/<str:token>/evidence.docx", agenda.evidence_pack, name="agenda_evidence"),
    path("desk/agenda/<str:token>/<slug:group>/", opinions.opinion, name="opinion"),
    path("desk/agenda/<str:token>/<slug:group>/write/", opinions.write, name="opinion_write"),
    path("desk/agenda/<str:token>/<slug:group>/<slug:action>/", opinions.act, name="opinion_act"),
    path("desk/mechanisms/", mechanisms.mechanisms, name="desk_mechanisms"),
    path("desk/mechanisms/new/", mechanisms.new_mechanism, name="desk_mechanism_new"),
    path("desk/mechanisms/mechanisms.xlsx", mechanisms.export, name="desk_mechanisms_export"),
    path("desk/mechanisms/<str:token>/", mechanisms.mechanism, name="desk_mechanism"),
    path("desk/mechanisms/<str:token>/<slug:action>/", mechanisms.act, name="desk_mechanism_act"),
]

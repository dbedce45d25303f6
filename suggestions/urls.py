"""The pages of suggestions, put together from its rooms."""

from django.urls import path

from suggestions.views import agenda, mechanisms, opinions, public

app_name = "suggestions"

urlpatterns = [
    # Expert opinions and service mechanisms.
    path("opinions/", public.opinions, name="opinion_list"),
    path("mechanisms/", public.mechanisms, name="mechanism_list"),
    path("mechanisms/<str:token>/", public.mechanism, name="mechanism_detail"),
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

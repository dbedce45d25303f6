"""Pages of the desk about requests."""

from django.urls import URLPattern, path

from requests_app.desk.views import (
    bulk_urging,
    counter,
    detail,
    exclusions,
    findings,
    followup,
    from_receptions,
    lists,
    papers,
    pressure,
    printing,
    progress,
    step_desk,
    steps,
    supervision,
)

urlpatterns: list[URLPattern] = [
    path("desk/receptions/matters/<int:pk>/request/", from_receptions.from_reception, name="from_reception"),
    path("desk/requests/", lists.desk_list, name="desk_list"),
    path("desk/requests/export.xlsx", papers.export, name="export"),
    path("desk/requests/print/", printing.print_list, name="print"),
    path("desk/requests/views/", lists.saved_view, name="saved_view"),
    path("desk/requests/views/delete/", lists.delete_view, name="delete_view"),
    path("desk/requests/urge/", bulk_urging.urge_many, name="urge_many"),
    path("desk/requests/urged/", bulk_urging.urged_today, name="urged_today"),
    path("desk/progress/", progress.tables, name="progress_tables"),
    path("desk/progress/<int:pk>/", progress.table, name="progress_table"),
    path("desk/progress/<int:pk>/rows/", progress.write, name="progress_write"),
    path("desk/progress/<int:pk>/table.pdf", progress.table_pdf, name="progress_pdf"),
    path("desk/progress/<int:pk>/table.xlsx", progress.table_xlsx, name="progress_xlsx"),
    path("desk/progress/<int:pk>/<slug:action>/", progress.act, name="progress_act"),
    path("desk/supervision/", supervision.supervision_page, name="supervision"),
    path("desk/supervision/export.xlsx", supervision.supervision_export, name="supervision_export"),
    path("desk/promises/", followup.promises, name="promises"),
    path("desk/look-backs/", followup.look_backs, name="look_backs"),
    path("desk/look-backs/draws/", followup.draws, name="draws"),
    path("desk/look-backs/draws/<int:pk>/", followup.draw, name="draw"),
    path("desk/exclusions/", exclusions.exclusions, name="exclusions"),
    path("desk/pressure/", pressure.pressure, name="pressure"),
    path("desk/intake/", counter.intake, name="intake"),
    path("desk/findings/new/", findings.finding, name="finding"),
    path("desk/requests/<str:ledger_number>/", detail.detail, name="detail"),
    path("desk/requests/<str:ledger_number>/contact/", detail.reveal, name="reveal"),
    path("desk/requests/<str:ledger_number>/steps/<slug:step>/", steps.step, name="step"),
    path("desk/requests/<str:ledger_number>/steps/<slug:step>/draft/", step_desk.draft, name="step_draft"),
    path(
        "desk/requests/<str:ledger_number>/files/<str:token>/", papers.attachment_desk, name="attachment_desk"
    ),
    path("desk/requests/<str:ledger_number>/letters/<slug:code>.pdf", papers.letter, name="letter"),
    path("desk/requests/<str:ledger_number>/slip/", counter.slip, name="slip"),
    path("desk/requests/<str:ledger_number>/personal/", papers.personal_copy, name="personal_copy"),
    path("desk/requests/<str:ledger_number>/code/", counter.reissue_code, name="reissue"),
]

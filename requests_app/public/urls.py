"""Pages of a request that need no login."""

from django.urls import URLPattern, path

from requests_app.public.views import entries, former_phones, progress, steps, tracking

urlpatterns: list[URLPattern] = [
    path("s/<str:code>/", entries.station_form, name="station_form"),
    path("r/<str:code>/", entries.representative_form, name="representative_form"),
    path("p/<str:code>/", entries.policy_form, name="policy_form"),
    path("a/<str:code>/", entries.activity_form, name="activity_form"),
    path("new/", entries.new, name="new"),
    path("receipt/<str:token>/", progress.show, name="receipt"),
    path("receipt/<str:token>/qr.png", progress.receipt_qr, name="receipt_qr"),
    path("receipt/<str:token>/leave/", tracking.leave_receipt, name="receipt_leave"),
    path("receipt/<str:token>/proof/", progress.proof, name="receipt_proof"),
    path("receipt/<str:token>/files/<str:file>/", progress.attachment, name="receipt_file"),
    path("receipt/<str:token>/parts/<str:part>/", progress.show, name="receipt_part"),
    path("receipt/<str:token>/parts/<str:part>/proof/", progress.proof, name="receipt_proof_part"),
    path(
        "receipt/<str:token>/parts/<str:part>/files/<str:file>/",
        progress.attachment,
        name="receipt_file_part",
    ),
    path("receipt/<str:token>/parts/<str:part>/<slug:step>/", steps.own_step, name="receipt_step_part"),
    path("receipt/<str:token>/<slug:step>/", steps.own_step, name="receipt_step"),
    path("phone/<str:token>/", former_phones.former_phone, name="former_phone"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<str:number>/", progress.show, name="case"),
    path("track/<str:number>/proof/", progress.proof, name="case_proof"),
    path("track/<str:number>/files/<str:file>/", progress.attachment, name="case_file"),
    path("track/<str:number>/parts/<str:part>/", progress.show, name="case_part"),
    path("track/<str:number>/parts/<str:part>/proof/", progress.proof, name="case_proof_part"),
    path("track/<str:number>/parts/<str:part>/files/<str:file>/", progress.attachment, name="case_file_part"),
    path("track/<str:number>/parts/<str:part>/<slug:step>/", steps.own_step, name="case_step_part"),
    path("track/<str:number>/<slug:step>/", steps.own_step, name="case_step"),
]

"""惠企政策 and 办事资料 for visitors; where editors and staff write them, at the desk."""

from django.urls import path

from policies.views import counter, information, policies

app_name = "policies"

urlpatterns = [
    path("policies/", policies.policy_list, name="policy_list"),
    path("policies/<slug:slug>/", policies.policy_detail, name="policy_detail"),
    path("policies/<slug:slug>/qr.png", policies.policy_qr, name="policy_qr"),
    path("d/<str:code>/", policies.handbook_scan, name="handbook_scan"),
    path("information/", information.kind_list, name="information_list"),
    path("information/<slug:kind>/", information.kind_detail, name="information_kind"),
    path("information/<slug:kind>/<slug:slug>/", information.item_detail, name="information_detail"),
    path(
        "information/<slug:kind>/<slug:slug>/files/<str:token>/",
        information.item_file,
        name="information_file",
    ),
    path("counter/<slug:code>/", counter.counter, name="counter"),
]

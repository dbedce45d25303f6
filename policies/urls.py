"""惠企政策 and 办事资料 for visitors; where editors and staff write them, at the desk."""

from django.urls import path, re_path

from policies.views import counter, feed, fitting, handbook, information, policies, questions
from policies.views.desk import actions, answers, exchange, pasting, synonyms
from policies.views.desk import handbook as desk_handbook
from policies.views.desk import information as desk_information
from policies.views.desk import policies as desk

app_name = "policies"

urlpatterns = [
    path("policies/feed.xml", feed.feed, name="policy_feed"),
    path("policies/", policies.policy_list, name="policy_list"),
    path("policies/fit/", fitting.policy_fit, name="policy_fit"),
    path("policies/<slug:slug>/", policies.policy_detail, name="policy_detail"),
    path("policies/<slug:slug>/qr.png", policies.policy_qr, name="policy_qr"),
    path("d/<str:code>/", handbook.scan, name="handbook_scan"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/short/", handbook.short, name="handbook_short"),
    path("handbook/<slug:category>/", handbook.chapter, name="handbook_chapter"),
    path("handbook/<int:number>/<slug:form>/", handbook.edition_file, name="handbook_edition"),
    path("handbook.pdf", handbook.latest_file, {"form": "a4"}, name="handbook_a4"),
    path("handbook-phone.pdf", handbook.latest_file, {"form": "phone"}, name="handbook_phone"),
    path("handbook.docx", handbook.latest_file, {"form": "word"}, name="handbook_word"),
    path("information/", information.kind_list, name="information_list"),
    path("information/<slug:kind>/", information.kind_detail, name="information_kind"),
    path("information/<slug:kind>/<slug:slug>/", information.item_detail, name="information_detail"),
    path(
        "information/<slug:kind>/<slug:slug>/notice.pdf", information.item_notice, name="information_notice"
    ),
    path(
        "information/<slug:kind>/<slug:slug>/files/<str:token>/",
        information.item_file,
        name="information_file",
    ),
    path("questions/", questions.question_list, name="questions"),
    path("questions/<slug:code>/", questions.question_detail, name="question"),
    path("questions/<slug:code>/rating/", questions.question_rating, name="question_rating"),
    path("counter/<slug:code>/", counter.counter, name="counter"),
    path("desk/answers/", answers.answer_list, name="desk_answers"),
    path("desk/answers/new/", answers.answer_new, name="desk_answer_new"),
    path("desk/answers/<slug:code>/", answers.answer_detail, name="desk_answer"),
    path("desk/answers/<slug:code>/edit/", answers.answer_edit, name="desk_answer_edit"),
    path("desk/answers/<slug:code>/do/<slug:action>/", answers.answer_action, name="desk_answer_act"),
    path("desk/information/", desk_information.item_list, name="desk_information_list"),
    path("desk/information/new/", desk_information.item_new, name="desk_information_new"),
    path("desk/information/<slug:slug>/", desk_information.item_detail, name="desk_information"),
    path("desk/information/<slug:slug>/edit/", desk_information.item_edit, name="desk_information_edit"),
    path(
        "desk/information/<slug:slug>/do/<slug:action>/",
        desk_information.item_action,
        name="desk_information_deed",
    ),
    path("desk/handbook/", desk_handbook.handbook, name="desk_handbook"),
    path("desk/handbook/make/", desk_handbook.handbook_make, name="desk_handbook_make"),
    re_path(
        r"^desk/handbook/(?P<code>[a-z0-9-]{1,20})\.(?P<form>png|svg|pdf)$",
        desk_handbook.handbook_code,
        name="desk_handbook_code",
    ),
    path("desk/policies/", desk.policy_list, name="desk_policies"),
    path("desk/policies/new/", desk.policy_new, name="desk_policy_new"),
    path("desk/policies/synonyms/", synonyms.synonym_list, name="desk_synonyms"),
    path("desk/policies/import/", exchange.policy_import, name="desk_policy_import"),
    re_path(
        r"^desk/policies/export\.(?P<form>xlsx|json)$", exchange.policy_export, name="desk_policy_export"
    ),
    path("desk/policies/paste/", pasting.pasted, name="desk_paste"),
    path("desk/policies/<slug:slug>/", desk.policy_detail, name="desk_policy"),
    path("desk/policies/<slug:slug>/poster.pdf", desk_handbook.policy_poster, name="desk_policy_poster"),
    path("desk/policies/<slug:slug>/edit/", desk.policy_edit, name="desk_policy_edit"),
    path("desk/policies/<slug:slug>/preview/", desk.policy_preview, name="desk_policy_preview"),
    path(
        "desk/policies/<slug:slug>/<int:old>/<int:new>/",
        desk.policy_difference,
        name="desk_policy_difference",
    ),
    path("desk/policies/<slug:slug>/do/<slug:action>/", actions.policy_action, name="desk_policy_deed"),
]

"""The pages of fieldwork, put together from its rooms."""

from django.urls import path, re_path

from fieldwork.views import (
    activities,
    activity_attendance,
    activity_papers,
    activity_plans,
    activity_records,
    checking_in,
    confirmations,
    enterprises,
    funds,
    materials,
    norms,
    pairings,
    plans,
    public_activities,
    visits,
)

app_name = "fieldwork"

# Plans, money and papers of groups.
OF_GROUPS = [
    path("desk/groups/<slug:code>/plan/", plans.plan, name="plan"),
    path("desk/groups/<slug:code>/plan/items/new/", plans.item_new, name="plan_item_new"),
    path("desk/groups/<slug:code>/plan/items/<int:pk>/", plans.item_change, name="plan_item_change"),
    path("desk/groups/<slug:code>/plan/items/<int:pk>/drop/", plans.item_drop, name="plan_item_drop"),
    path("desk/groups/<slug:code>/plan/<int:pk>/confirm/", plans.plan_confirm, name="plan_confirm"),
    path("desk/groups/<slug:code>/funds/", funds.funds, name="funds"),
    path("desk/groups/<slug:code>/funds/set/", funds.budget_set, name="budget_set"),
    path("desk/groups/<slug:code>/funds/<int:pk>/approve/", funds.budget_approve, name="budget_approve"),
    path("desk/groups/<slug:code>/funds/<int:pk>/change/", funds.budget_change, name="budget_change"),
    path("desk/groups/<slug:code>/funds/<int:pk>/move/", funds.budget_move, name="budget_move"),
    path("desk/groups/<slug:code>/funds/<int:pk>/ask/", funds.expense_ask, name="expense_ask"),
    re_path(
        r"^desk/groups/(?P<code>[-\w]+)/expenses/(?P<pk>[0-9]{1,12})/(?P<deed>reserve|confirm)/$",
        funds.expense_deed,
        name="expense_deed",
    ),
    path("desk/groups/<slug:code>/expenses/<int:pk>/spend/", funds.expense_spend, name="expense_spend"),
    path("desk/groups/<slug:code>/expenses/<int:pk>/release/", funds.expense_release, name="expense_release"),
    path("desk/groups/<slug:code>/receipts/<slug:token>/", funds.receipt, name="receipt"),
    path("desk/groups/<slug:code>/materials/", materials.materials, name="materials"),
    path("desk/groups/<slug:code>/materials/new/", materials.material_new, name="material_new"),
    path("desk/groups/<slug:code>/materials/ask/", materials.paper_ask, name="paper_ask"),
    path("desk/groups/<slug:code>/materials/<int:pk>/answer/", materials.paper_answer, name="paper_answer"),
]

NORMS = [
    path("norms/", norms.norm_list, name="norms"),
    path("norms/<slug:code>/", norms.norm_detail, name="norm"),
    path("norms/<slug:code>/<int:edition>/", norms.norm_detail, name="norm_edition"),
    path("desk/norms/", norms.desk_norms, name="desk_norms"),
    path("desk/norms/new/", norms.desk_norm_new, name="desk_norm_new"),
    path("desk/norms/put-off/", norms.desk_norms_put_off, name="desk_norms_put_off"),
    path("desk/norms/<slug:code>/", norms.desk_norm, name="desk_norm"),
    path("desk/norms/<slug:code>/edit/", norms.desk_norm_edit, name="desk_norm_edit"),
    path("desk/norms/<slug:code>/read/", norms.desk_norm_read, name="desk_norm_read"),
    path("desk/norms/<slug:code>/sheet/", norms.desk_norm_sheet, name="desk_norm_sheet"),
    re_path(
        r"^desk/norms/(?P<code>[-\w]+)/do/(?P<act>submit|hand_back|publish)/$",
        norms.desk_norm_act,
        name="desk_norm_act",
    ),
]

PAIRINGS = [
    path("desk/pairings/", pairings.desk_pairings, name="desk_pairings"),
    path("desk/pairings.xlsx", pairings.desk_pairings_xlsx, name="desk_pairings_xlsx"),
    path("desk/pairings/new/", pairings.desk_pairing_new, name="desk_pairing_new"),
    path("desk/pairings/<str:token>/", pairings.desk_pairing, name="desk_pairing"),
    path("desk/pairings/<str:token>/sheet/", pairings.desk_pairing_sheet, name="desk_pairing_sheet"),
    path("desk/pairings/<str:token>/do/<slug:act>/", pairings.desk_pairing_act, name="desk_pairing_act"),
    path("pairings/<str:token>/", enterprises.pairing_consent, name="pairing_consent"),
    path("desk/visits/", visits.desk_visits, name="desk_visits"),
    path("desk/visits.xlsx", visits.desk_visits_xlsx, name="desk_visits_xlsx"),
    path("desk/visits/new/", visits.desk_visit_new, name="desk_visit_new"),
    path("desk/visits/<str:token>/", visits.desk_visit, name="desk_visit"),
    path("desk/visits/<str:token>/do/<slug:act>/", visits.desk_visit_act, name="desk_visit_act"),
    path("visits/<str:token>/", enterprises.visit_answer, name="visit_answer"),
]

CONFIRMATIONS = [
    path("confirm/<str:token>/", confirmations.confirm, name="confirm"),
    path("desk/confirmations/", confirmations.desk_confirmations, name="desk_confirmations"),
    path("desk/confirmations/say/", confirmations.desk_confirmations_say, name="desk_confirmations_say"),
    path("desk/confirmations/of/<slug:code>/", confirmations.desk_sheet_new, name="desk_sheet_new"),
    path("desk/confirmations/<slug:number>/", confirmations.desk_sheet, name="desk_sheet"),
    path("desk/confirmations/<slug:number>/print/", confirmations.desk_sheet_print, name="desk_sheet_print"),
    path("desk/confirmations/<slug:number>/file/", confirmations.desk_sheet_scan, name="desk_sheet_scan"),
    path(
        "desk/confirmations/<slug:number>/do/<slug:act>/", confirmations.desk_sheet_act, name="desk_sheet_act"
    ),
]

ACTIVITY = "desk/activities/<str:token>/"
ACTIVITIES = [
    path("activities/", public_activities.public_activities, name="public_activities"),
    path("activities/<str:number>/", public_activities.public_activity, name="public_activity"),
    path("activities/<str:number>/photos/<str:photo>/", public_activities.public_photo, name="public_photo"),
    path("desk/activities/", activities.activities, name="activities"),
    path("desk/activities/month/", activities.month, name="activities_month"),
    path("desk/activities/activities.xlsx", activities.activities_xlsx, name="activities_xlsx"),
    path("desk/activities/new/", activity_plans.activity_new, name="activity_new"),
    path(ACTIVITY, activities.activity, name="activity"),
    path(f"{ACTIVITY}change/", activity_plans.activity_change, name="activity_change"),
    path(f"{ACTIVITY}invite/", activity_plans.activity_invite, name="activity_invite"),
    path(f"{ACTIVITY}steps/<slug:step>/", activity_plans.activity_step, name="activity_step"),
    path(f"{ACTIVITY}replies/<slug:code>/", activity_plans.activity_reply, name="activity_reply"),
    path(f"{ACTIVITY}invitations/<int:pk>/", activity_plans.activity_decide, name="activity_decide"),
    path(
        f"{ACTIVITY}invitations/<int:pk>/withdraw/",
        activity_plans.activity_uninvite,
        name="activity_uninvite",
    ),
    path(f"{ACTIVITY}invitations/<int:pk>/came/", activity_attendance.activity_guest, name="activity_guest"),
    path(f"{ACTIVITY}code/", activity_attendance.activity_code, name="activity_code"),
    path(f"{ACTIVITY}code/now/", activity_attendance.activity_code_now, name="activity_code_now"),
    path(f"{ACTIVITY}code/qr.svg", activity_attendance.activity_code_qr, name="activity_code_qr"),
    path(f"{ACTIVITY}sheet/", activity_attendance.activity_sheet, name="activity_sheet"),
    path(f"{ACTIVITY}attendance/", activity_attendance.activity_attendance, name="activity_attendance"),
    path(f"{ACTIVITY}record/", activity_records.activity_record, name="activity_record"),
    path(f"{ACTIVITY}photos/", activity_records.activity_photos, name="activity_photos"),
    path(f"{ACTIVITY}photos/<str:photo>/", activity_records.activity_photo, name="activity_photo"),
    path(
        f"{ACTIVITY}photos/<str:photo>/<slug:act>/",
        activity_records.activity_photo_act,
        name="activity_photo_act",
    ),
    path(f"{ACTIVITY}papers/", activity_papers.activity_papers, name="activity_papers"),
    path(f"{ACTIVITY}papers/<str:paper>/", activity_papers.activity_paper, name="activity_paper"),
    path(
        f"{ACTIVITY}papers/<str:paper>/withdraw/",
        activity_papers.activity_paper_withdraw,
        name="activity_paper_withdraw",
    ),
    path(f"{ACTIVITY}report/", activity_records.activity_report, name="activity_report"),
    path(f"{ACTIVITY}report.docx", activity_records.activity_docx, name="activity_docx"),
    path(f"{ACTIVITY}activity.ics", activity_records.activity_ics, name="activity_ics"),
    path(f"{ACTIVITY}poster.pdf", activity_records.activity_poster, name="activity_poster"),
    path("checkin/<str:token>/", checking_in.checkin, name="checkin"),
    path("invitations/<str:ticket>/", checking_in.invitation, name="invitation"),
    path(
        "invitations/<str:ticket>/papers/<str:paper>/",
        activity_papers.invitation_paper,
        name="invitation_paper",
    ),
]

urlpatterns = [*OF_GROUPS, *NORMS, *PAIRINGS, *CONFIRMATIONS, *ACTIVITIES]

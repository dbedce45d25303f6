"""Figures and their lists, disclosures on the desk and in public, duties, scores and Stars of a year."""

from django.urls import path

from evaluation.views import (
    assessments,
    desk_disclosures,
    disclosures,
    duties,
    figures,
    promise_wall,
    published_files,
    scores,
    stars,
)

app_name = "evaluation"

urlpatterns = [
    path("promises/", promise_wall.promises, name="promise_wall"),
    path("promises/feed.xml", promise_wall.feed, name="promise_feed"),
    path("disclosure/", disclosures.published, name="disclosures"),
    path("disclosure/<int:year>/<int:month>/", disclosures.month, name="disclosure"),
    path("disclosure/<int:year>/<int:month>/<slug:code>.pdf", disclosures.month_pdf, name="disclosure_pdf"),
    path(
        "disclosure/<int:year>/<int:month>/<slug:code>.xlsx", disclosures.month_xlsx, name="disclosure_xlsx"
    ),
    path(
        "disclosure/<int:year>/<int:month>/<slug:code>/<int:edition>.json",
        published_files.edition,
        {"ending": "json"},
        name="edition_json",
    ),
    path(
        "disclosure/<int:year>/<int:month>/<slug:code>/<int:edition>.csv",
        published_files.edition,
        {"ending": "csv"},
        name="edition_csv",
    ),
    path("disclosure/anchors.txt", published_files.anchors, name="anchors"),
    path("disclosure/check_month.py", published_files.check_month, name="check_month"),
    path("desk/figures/", figures.month_figures, name="figures"),
    path("desk/figures/list/", figures.figure_list, name="figure_list"),
    path("desk/figures/figures.xlsx", figures.figures_xlsx, name="figures_xlsx"),
    path("desk/disclosures/", desk_disclosures.disclosures, name="desk_disclosures"),
    path("desk/disclosures/<int:pk>/", desk_disclosures.disclosure, name="desk_disclosure"),
    path("desk/disclosures/<int:pk>/<slug:action>/", desk_disclosures.act, name="desk_disclosure_act"),
    path(
        "desk/disclosures/<int:pk>/objections/<int:objection>/",
        desk_disclosures.answer_objection,
        name="desk_objection",
    ),
    path("desk/duties/", duties.duties, name="duties"),
    path("desk/duties/<slug:code>/", duties.duties_of, name="duties_of"),
    path("desk/duties/<slug:code>/file.pdf", duties.duty_file_pdf, name="duty_file"),
    path("desk/duties/<slug:code>/exemptions/", duties.ask_exemption, name="exemption_ask"),
    path("desk/duties/<slug:code>/exemptions/<int:pk>/", duties.decide_exemption, name="exemption_decide"),
    path("desk/scores/", scores.scores, name="scores"),
    path("desk/scores/acts/<slug:action>/", scores.act_on_group, name="scores_act"),
    path("desk/scores/results.xlsx", scores.results_xlsx, name="scores_xlsx"),
    path("desk/scores/results.docx", scores.results_docx, name="scores_docx"),
    path("desk/scores/<slug:code>/", scores.score_of, name="score_of"),
    path("desk/scores/<slug:code>/correct/", scores.correct, name="score_correct"),
    path("desk/scores/<slug:code>/objections/", scores.object_to, name="score_object"),
    path("desk/scores/<slug:code>/objections/<int:pk>/", scores.answer_objection, name="score_answer"),
    path("desk/assessments/", assessments.assessments, name="assessments"),
    path("desk/assessments/assessors/", assessments.list_assessor, name="assessor_list"),
    path("desk/assessments/assessors/<int:pk>/", assessments.approve_assessor, name="assessor_approve"),
    path("desk/assessments/draw/", assessments.draw, name="assessments_draw"),
    path("desk/assessments/<int:pk>/<slug:action>/", assessments.act, name="assessment_act"),
    path("stars/", stars.shown, name="stars_shown"),
    path("desk/stars/", stars.stars, name="stars"),
    path("desk/stars/propose/", stars.propose, name="star_propose"),
    path("desk/stars/<int:pk>/<slug:action>/", stars.act, name="star_act"),
]

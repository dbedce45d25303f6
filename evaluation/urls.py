"""Pages that join every app: the first page, the board, what is published of a month, the desk's start."""

from django.urls import path

from evaluation.views import (
    board,
    dead_letters,
    desk,
    desk_disclosures,
    desk_screens,
    disclosures,
    figures,
    home,
    notices,
    policy_use,
)

app_name = "evaluation"

urlpatterns = [
    path("", home.home, name="home"),
    path("board/<slug:code>/", board.board, name="board"),
    path("board/<slug:code>/main/", board.board_main, name="board_main"),
    path("board/<slug:code>/qr.svg", board.board_qr, name="board_qr"),
    path("disclosure/", disclosures.published, name="disclosures"),
    path("disclosure/<int:year>/<int:month>/", disclosures.month, name="disclosure"),
    path("disclosure/<int:year>/<int:month>/<slug:code>.pdf", disclosures.month_pdf, name="disclosure_pdf"),
    path(
        "disclosure/<int:year>/<int:month>/<slug:code>.xlsx", disclosures.month_xlsx, name="disclosure_xlsx"
    ),
    path("desk/", desk.home, name="desk"),
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/notices/choices/", notices.choices, name="notice_choices"),
    path("desk/notices/<int:pk>/", notices.notice, name="notice"),
    path("desk/messages/", dead_letters.dead_letters, name="dead_letters"),
    path("desk/messages/<slug:deed>/", dead_letters.act, name="dead_letters_act"),
    path("desk/screens/", desk_screens.screens, name="desk_screens"),
    path("desk/screens/entries/", desk_screens.approve_entries, name="desk_screen_entries"),
    path("desk/screens/<slug:code>/", desk_screens.switch, name="desk_screen_switch"),
    path("desk/figures/", figures.month_figures, name="figures"),
    path("desk/figures/list/", figures.figure_list, name="figure_list"),
    path("desk/figures/figures.xlsx", figures.figures_xlsx, name="figures_xlsx"),
    path("desk/policies/readings/", policy_use.policy_readings, name="policy_readings"),
    path("desk/policies/readings.xlsx", policy_use.policy_readings_xlsx, name="policy_readings_xlsx"),
    path("desk/disclosures/", desk_disclosures.disclosures, name="desk_disclosures"),
    path("desk/disclosures/<int:pk>/", desk_disclosures.disclosure, name="desk_disclosure"),
    path("desk/disclosures/<int:pk>/<slug:deed>/", desk_disclosures.act, name="desk_disclosure_act"),
    path(
        "desk/disclosures/<int:pk>/objections/<int:objection>/",
        desk_disclosures.answer_objection,
        name="desk_objection",
    ),
]

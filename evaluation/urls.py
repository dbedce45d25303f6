"""What is counted and published of a month: figures and their lists, disclosures on the desk and in public."""

from django.urls import path

from evaluation.views import desk_disclosures, disclosures, figures, promise_wall, published_files

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
]

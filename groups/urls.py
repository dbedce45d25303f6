"""Desk pages of mandates and absences."""

from django.urls import path, re_path

from groups.views import absences, mandates, term_changes

app_name = "groups"

urlpatterns = [
    path("desk/representatives/<slug:code>/take-office/", mandates.take_office, name="take_office"),
    re_path(
        r"^desk/mandates/(?P<pk>[0-9]{1,12})/(?P<act>suspend|end|resume)/$",
        mandates.mandate_change,
        name="mandate_change",
    ),
    path("desk/term-changes/", term_changes.term_changes, name="term_changes"),
    path("desk/term-changes/<int:pk>/", term_changes.term_change, name="term_change"),
    path(
        "desk/term-changes/<int:pk>/successor/",
        term_changes.term_change_successor,
        name="term_change_successor",
    ),
    path("desk/term-changes/<int:pk>/restore/", term_changes.term_change_restore, name="term_change_restore"),
    path("desk/term-changes/<int:pk>/drop/", term_changes.term_change_drop, name="term_change_drop"),
    path(
        "desk/term-changes/<int:pk>/carry-out/",
        term_changes.term_change_carry_out,
        name="term_change_carry_out",
    ),
    path("desk/absences/", absences.absence_list, name="absence_list"),
    path("desk/absences/<int:pk>/end/", absences.absence_end, name="absence_end"),
]

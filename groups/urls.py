"""Desk pages of mandates and absences."""

from django.urls import path, re_path

from groups.views import absences, mandates

app_name = "groups"

urlpatterns = [
    path("desk/representatives/<slug:code>/take-office/", mandates.take_office, name="take_office"),
    re_path(
        r"^desk/mandates/(?P<pk>[0-9]{1,12})/(?P<act>suspend|end|resume)/$",
        mandates.mandate_change,
        name="mandate_change",
    ),
    path("desk/absences/", absences.absence_list, name="absence_list"),
    path("desk/absences/<int:pk>/end/", absences.absence_end, name="absence_end"),
]

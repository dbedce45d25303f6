"""Representatives for visitors; QR codes and posters at the desk."""

from django.urls import path, re_path

from stations.views import bookings, mergers, qr_codes, receptions, representatives

app_name = "stations"

OWNER = r"^desk/qr/(?P<kind>station|representative)/(?P<code>[a-z0-9]{1,20})/"

urlpatterns = [
    path("representatives/", representatives.directory, name="representative_list"),
    path("representatives/<slug:code>/", representatives.profile, name="representative_detail"),
    path("representatives/<slug:code>/qr.png", representatives.profile_qr, name="representative_qr"),
    path("receptions/", receptions.reception_list, name="reception_list"),
    path("receptions/<str:token>/", receptions.reception_detail, name="reception_detail"),
    path("bookings/", bookings.find, name="booking_find"),
    path("bookings/<str:token>/", bookings.booking, name="booking"),
    path("bookings/<str:token>.ics", bookings.booking_ics, name="booking_ics"),
    path("bookings/<str:token>/qr.png", bookings.booking_qr, name="booking_qr"),
    path("bookings/<str:token>/move/", bookings.booking_move, name="booking_move"),
    path("bookings/<str:token>/cancel/", bookings.booking_cancel, name="booking_cancel"),
    path("bookings/<str:token>/take/", bookings.booking_take, name="booking_take"),
    path("desk/qr/", qr_codes.qr_list, name="qr_list"),
    re_path(rf"{OWNER}$", qr_codes.qr_detail, name="qr_detail"),
    re_path(rf"{OWNER}replace/$", qr_codes.qr_replace, name="qr_replace"),
    re_path(rf"{OWNER}qr\.(?P<form>png|svg|pdf)$", qr_codes.qr_file, name="qr_file"),
    path("desk/enterprises/<int:pk>/merge/", mergers.enterprise_merge, name="enterprise_merge"),
    path("desk/enterprises/<int:pk>/unmerge/", mergers.enterprise_unmerge, name="enterprise_unmerge"),
]

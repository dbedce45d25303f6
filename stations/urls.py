"""Representatives for visitors; QR codes and posters at the desk."""

from django.urls import path, re_path

from stations.views import (
    bookings,
    calendar_feeds,
    consultation_months,
    consultation_sheets,
    consultations,
    mergers,
    pulse,
    qr_codes,
    reception_changes,
    reception_closing,
    reception_day,
    reception_papers,
    receptions,
    representatives,
    shifts,
)

app_name = "stations"

OWNER = r"^desk/qr/(?P<kind>station|representative)/(?P<code>[a-z0-9]{1,20})/"

urlpatterns = [
    path("representatives/", representatives.directory, name="representative_list"),
    path("representatives/<slug:code>/", representatives.profile, name="representative_detail"),
    path("representatives/<slug:code>/qr.png", representatives.profile_qr, name="representative_qr"),
    path("receptions/", receptions.reception_list, name="reception_list"),
    path("receptions/calendar/<slug:code>.ics", receptions.station_ics, name="station_ics"),
    path("receptions/<str:token>/", receptions.reception_detail, name="reception_detail"),
    path("bookings/", bookings.find, name="booking_find"),
    path("bookings/<str:token>/", bookings.booking, name="booking"),
    path("bookings/<str:token>.ics", bookings.booking_ics, name="booking_ics"),
    path("bookings/<str:token>/qr.png", bookings.booking_qr, name="booking_qr"),
    path("bookings/<str:token>/move/", bookings.booking_move, name="booking_move"),
    path("bookings/<str:token>/cancel/", bookings.booking_cancel, name="booking_cancel"),
    path("bookings/<str:token>/take/", bookings.booking_take, name="booking_take"),
    path("desk/receptions/", reception_day.desk_receptions, name="desk_receptions"),
    path("desk/receptions/new/", reception_changes.desk_reception_new, name="desk_reception_new"),
    path("desk/receptions/export.xlsx", reception_papers.desk_receptions_xlsx, name="desk_receptions_xlsx"),
    path("desk/receptions/<str:token>/", reception_day.desk_reception, name="desk_reception"),
    path(
        "desk/receptions/<str:token>/print/", reception_day.desk_reception_print, name="desk_reception_print"
    ),
    path(
        "desk/receptions/<str:token>/walk-in/",
        reception_day.desk_reception_walk_in,
        name="desk_reception_walk_in",
    ),
    path(
        "desk/receptions/<str:token>/hold/",
        reception_closing.desk_reception_hold,
        name="desk_reception_hold",
    ),
    path("desk/receptions/<str:token>/door/", reception_day.desk_reception_door, name="desk_reception_door"),
    path(
        "desk/receptions/<str:token>/sittings/<int:pk>/confirm/",
        reception_closing.desk_sitting_confirm,
        name="desk_sitting_confirm",
    ),
    path(
        "desk/receptions/<str:token>/sheets/",
        reception_closing.desk_reception_sheets,
        name="desk_reception_sheets",
    ),
    path(
        "desk/receptions/<str:token>/sheets/<int:pk>/",
        reception_closing.desk_reception_sheet,
        name="desk_reception_sheet",
    ),
    path(
        "desk/receptions/<str:token>/book/", reception_changes.desk_reception_book, name="desk_reception_book"
    ),
    path(
        "desk/receptions/<str:token>/replace/",
        reception_changes.desk_reception_replace,
        name="desk_reception_replace",
    ),
    path(
        "desk/receptions/<str:token>/matters/<int:pk>/",
        reception_day.desk_matter_end,
        name="desk_matter_end",
    ),
    path(
        "desk/receptions/<str:token>/bookings/<int:pk>/matter/",
        reception_day.desk_matter_note,
        name="desk_matter_note",
    ),
    path(
        "desk/receptions/<str:token>/bookings/<int:pk>/phone/",
        reception_day.desk_booking_phone,
        name="desk_booking_phone",
    ),
    path(
        "desk/receptions/<str:token>/bookings/<int:pk>/<slug:act>/",
        reception_day.desk_booking_act,
        name="desk_booking_act",
    ),
    path(
        "desk/receptions/<str:token>/change/<slug:act>/",
        reception_changes.desk_reception_change,
        name="desk_reception_change",
    ),
    path("desk/pulse/", pulse.desk_pulse, name="desk_pulse"),
    path("desk/consultations/", consultations.desk_consultations, name="desk_consultations"),
    path(
        "desk/consultations/months/",
        consultation_months.desk_consultation_months,
        name="desk_consultation_months",
    ),
    path(
        "desk/consultations/consultations.xlsx",
        consultation_months.desk_consultation_export,
        name="desk_consultation_export",
    ),
    path(
        "desk/consultations/sheets/",
        consultation_sheets.desk_consultation_sheet,
        name="desk_consultation_sheet",
    ),
    path(
        "desk/consultations/sheets/<str:code>/",
        consultation_sheets.desk_consultation_sheet_print,
        name="desk_consultation_sheet_print",
    ),
    path(
        "desk/consultations/sheets/<str:code>/pages/",
        consultation_sheets.desk_consultation_pages,
        name="desk_consultation_pages",
    ),
    path(
        "desk/consultations/sheets/<str:code>/pages/<int:pk>/",
        consultation_sheets.desk_consultation_page,
        name="desk_consultation_page",
    ),
    path("desk/consultations/<str:number>/", consultations.desk_consultation, name="desk_consultation"),
    path(
        "desk/consultations/<str:number>/void/<slug:act>/",
        consultations.desk_consultation_void,
        name="desk_consultation_void",
    ),
    path("desk/calendar/", calendar_feeds.calendar_feed, name="calendar_feed"),
    path("calendar/<str:token>.ics", calendar_feeds.calendar, name="calendar"),
    path("desk/shifts/", shifts.desk_shifts, name="desk_shifts"),
    path("desk/shifts/<int:pk>/", shifts.desk_shift, name="desk_shift"),
    path("desk/shifts/plans/<int:pk>/end/", shifts.desk_shift_plan_end, name="desk_shift_plan_end"),
    path("desk/shifts/swaps/<int:pk>/<slug:act>/", shifts.desk_swap, name="desk_swap"),
    path("desk/qr/", qr_codes.qr_list, name="qr_list"),
    re_path(rf"{OWNER}$", qr_codes.qr_detail, name="qr_detail"),
    re_path(rf"{OWNER}replace/$", qr_codes.qr_replace, name="qr_replace"),
    re_path(rf"{OWNER}qr\.(?P<form>png|svg|pdf)$", qr_codes.qr_file, name="qr_file"),
    path("desk/enterprises/<int:pk>/merge/", mergers.enterprise_merge, name="enterprise_merge"),
    path("desk/enterprises/<int:pk>/unmerge/", mergers.enterprise_unmerge, name="enterprise_unmerge"),
]

"""Pages that join every app: the first page, the board, the desk's home, the notice centre."""

from django.urls import path

from portal.views import (
    board,
    dead_letters,
    desk,
    desk_boards,
    desk_groups,
    desk_screens,
    groups,
    home,
    notices,
    policy_use,
    running,
    set_up,
    visit_pack,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("board/<slug:code>/", board.board, name="board"),
    path("board/<slug:code>/main/", board.board_main, name="board_main"),
    path("board/<slug:code>/qr.svg", board.board_qr, name="board_qr"),
    path("desk/", desk.home, name="desk"),
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/notices/choices/", notices.choices, name="notice_choices"),
    path("desk/notices/<int:pk>/", notices.notice, name="notice"),
    path("desk/messages/", dead_letters.dead_letters, name="dead_letters"),
    path("desk/messages/<slug:action>/", dead_letters.act, name="dead_letters_act"),
    path("desk/running/", running.running, name="running"),
    path("desk/setup/", set_up.set_up, name="set_up"),
    path("desk/setup/workbook.xlsx", set_up.workbook, name="set_up_workbook"),
    path("desk/setup/poster.pdf", set_up.poster, name="set_up_poster"),
    path("desk/setup/<slug:key>/", set_up.step, name="set_up_step"),
    path("desk/screens/", desk_screens.screens, name="desk_screens"),
    path("desk/screens/entries/", desk_screens.approve_entries, name="desk_screen_entries"),
    path("desk/screens/<slug:code>/", desk_screens.switch, name="desk_screen_switch"),
    path("desk/screens/<slug:code>/scenes/", desk_boards.scenes, name="desk_screen_scenes"),
    path("desk/screens/<slug:code>/notices/", desk_boards.write_notice, name="desk_screen_notices"),
    path(
        "desk/screens/<slug:code>/notices/<int:pk>/<slug:action>/",
        desk_boards.act,
        name="desk_screen_notice_act",
    ),
    path("desk/enterprises/<int:pk>/pack/", visit_pack.visit_pack, name="visit_pack"),
    path("desk/policies/readings/", policy_use.policy_readings, name="policy_readings"),
    path("desk/policies/readings.xlsx", policy_use.policy_readings_xlsx, name="policy_readings_xlsx"),
    path("groups/", groups.group_list, name="groups"),
    path("groups/<slug:code>/", groups.group_detail, name="group"),
    path("desk/groups/", desk_groups.crossing, name="desk_groups"),
    path("desk/groups/crossing.xlsx", desk_groups.crossing_xlsx, name="desk_groups_xlsx"),
    path("desk/groups/crossing/<slug:code>/<slug:unit>/", desk_groups.crossing_cell, name="desk_group_cell"),
    path("desk/groups/<slug:code>/", desk_groups.group, name="desk_group"),
    path("desk/groups/<slug:code>/members.xlsx", desk_groups.members_xlsx, name="desk_group_members"),
]

"""Who of the demo's accounts gets through to the address of each row, and which rows are tested elsewhere."""

# The accounts that get through, and to what.
BY_ACCOUNTS = {
    "approver colleague liaison representative staff": (
        "fieldwork:activity_change fieldwork:activity_code fieldwork:activity_code_now "
        "fieldwork:activity_code_qr fieldwork:activity_guest fieldwork:activity_invite "
        "fieldwork:activity_papers fieldwork:activity_photos fieldwork:activity_poster fieldwork:activity_record "
        "fieldwork:activity_sheet fieldwork:activity_uninvite fieldwork:plan_item_change "
        "fieldwork:plan_item_drop"
    ),
    "approver clerk staff": (
        "evaluation:report_comment requests:from_reception requests:join_request stations:desk_booking_act "
        "stations:desk_booking_phone stations:desk_matter_end stations:desk_matter_note "
        "stations:desk_reception_door stations:desk_reception_hold stations:desk_reception_sheets "
        "stations:desk_reception_walk_in stations:desk_shift_plan_end"
    ),
    "approver auditor colleague liaison representative staff": (
        "fieldwork:activity fieldwork:activity_attendance fieldwork:activity_docx fieldwork:activity_ics "
        "fieldwork:desk_norm fieldwork:receipt portal:desk_group_cell suggestions:agenda_item "
        "suggestions:opinion suggestions:opinion_act"
    ),
    "approver auditor liaison representative staff": (
        "evaluation:duties_of evaluation:duty_file evaluation:score_of fieldwork:desk_pairing "
        "fieldwork:desk_visit portal:visit_pack suggestions:desk_detail suggestions:docx suggestions:pdf"
    ),
    "approver liaison staff": (
        "fieldwork:desk_norm_sheet fieldwork:desk_pairing_act fieldwork:desk_sheet_new fieldwork:expense_ask "
        "fieldwork:expense_spend fieldwork:paper_answer requests:progress_act requests:progress_write"
    ),
    "staff": (
        "evaluation:desk_disclosure_act evaluation:report_act evaluation:report_write evaluation:scheme_act "
        "evaluation:score_answer evaluation:score_correct suggestions:agenda_drop"
    ),
    "approver auditor clerk staff": (
        "evaluation:report evaluation:report_docx evaluation:report_pdf evaluation:report_read "
        "stations:desk_reception stations:desk_reception_print"
    ),
    "approver auditor liaison staff": (
        "requests:draw requests:progress_pdf requests:progress_table requests:progress_xlsx "
        "suggestions:desk_mechanism suggestions:desk_mechanism_act"
    ),
    "approver staff": (
        "evaluation:scheme_try fieldwork:desk_norm_edit fieldwork:expense_deed fieldwork:expense_release "
        "fieldwork:plan_confirm suggestions:desk_step"
    ),
    "liaison staff": (
        "evaluation:account evaluation:account_sheets evaluation:duty_entry_decide evaluation:duty_link"
    ),
    "approver": "evaluation:survey_approve fieldwork:budget_approve fieldwork:budget_change fieldwork:budget_move",
    "approver auditor clerk liaison staff": (
        "stations:desk_consultation stations:desk_consultation_pages stations:desk_consultation_sheet_print"
    ),
    "clerk staff": (
        "stations:desk_reception_book stations:desk_reception_change stations:desk_reception_replace"
    ),
    "representative": "evaluation:duty_enter evaluation:duty_object evaluation:score_object",
    "approver auditor staff": "evaluation:scheme_proposals evaluation:survey_asked evaluation:scheme suggestions:agenda_evidence",
    "approver auditor colleague representative staff": "evaluation:desk_disclosure",
    "approver clerk liaison staff": "requests:from_consultation",
    "approver colleague representative staff": "fieldwork:activity_step",
    "approver liaison representative staff": "requests:from_visit",
    "colleague liaison representative": "suggestions:opinion_write",
    "liaison representative staff": "evaluation:exemption_ask",
    "approver auditor department head staff": "policies:desk_answer",
    "approver department head staff": "policies:desk_answer_act",
    "department head staff": "policies:desk_answer_edit",
}
ROWS = {name: set(who.split()) for who, names in BY_ACCOUNTS.items() for name in names.split()}
# The demo has no such row, or none that anybody could do this to: tests of their own.
TESTED_ELSEWHERE = frozenset(
    [
        "evaluation:account_check",
        "evaluation:disclosure_cases",
        "evaluation:disclosure_line",
        "evaluation:duty_sheet",
        "evaluation:assessment_act",
        "evaluation:assessor_approve",
        "evaluation:desk_objection",
        "evaluation:duty_answer",
        "evaluation:exemption_decide",
        "evaluation:report_answer",
        "evaluation:report_reader_end",
        "evaluation:report_word",
        "evaluation:star_act",
        "fieldwork:activity_decide",
        "fieldwork:activity_paper",
        "fieldwork:activity_paper_withdraw",
        "fieldwork:activity_photo",
        "fieldwork:activity_photo_act",
        "fieldwork:activity_reply",
        "fieldwork:activity_report",
        "fieldwork:desk_norm_act",
        "fieldwork:desk_norm_read",
        "fieldwork:desk_pairing_sheet",
        "fieldwork:desk_sheet",
        "fieldwork:desk_sheet_act",
        "fieldwork:desk_sheet_print",
        "fieldwork:desk_sheet_scan",
        "fieldwork:desk_visit_act",
        "groups:term_change",
        "groups:term_change_carry_out",
        "groups:term_change_drop",
        "groups:term_change_restore",
        "groups:term_change_successor",
        "policies:desk_policy_difference",
        "portal:desk_screen_notice_act",
        "portal:notice",
        "requests:attachment_desk",
        "requests:step_file",
        "stations:desk_shift",
        "stations:desk_consultation_page",
        "stations:desk_consultation_void",
        "stations:desk_reception_sheet",
        "stations:desk_sitting_confirm",
        "stations:desk_swap",
        "suggestions:desk_file",
    ]
)

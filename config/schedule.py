"""Every recurring job of the platform in one table.

`office/background/worker.py: tick()` claims one row for each name and time slot, so that two queues, or one that was down
for three days, run a job once for a slot.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recurring:
    """`call` is the dotted path of a function that takes `at=`; `when` is a cron line in Asia/Shanghai."""

    name: str
    call: str
    when: str


SCHEDULE: tuple[Recurring, ...] = (
    # 视同签收, 到期未评价 and 停时用完: minutes after closing time are soon enough, as dates are what counts.
    Recurring("sweep", "requests_app.followup.automatic.sweep", "*/5 * * * *"),
    # 09:00 is the hour of reminders (docs/domain.md § 2); the later slots catch a queue that was down then.
    Recurring("remind", "requests_app.deadlines.reminders.remind", "0,30 9-17 * * *"),
    # Suggestions: answers whose authors say nothing, and dates that come near or have passed.
    Recurring("suggestions_sweep", "suggestions.deadlines.automatic.sweep", "15 * * * *"),
    Recurring("suggestions_remind", "suggestions.deadlines.reminders.remind", "5,35 9-17 * * *"),
    # Receptions produced ahead, announced, stand-ins, reminders of tomorrow's, offers that lapse: each when it is due.
    Recurring("receptions", "stations.receptions.tending.tend", "*/10 * * * *"),
    # Shifts made ahead and those of who will not be there, before the doors open; noon takes in the morning's absences.
    Recurring("shifts", "stations.shifts.tending.tend", "0 6,12 * * *"),
    # Registers of reception days that are over; a clerk enters the sheet of yesterday in the morning.
    Recurring("registers", "stations.receptions.registers.tend", "10 9 * * *"),
    # Papers that representatives asked for, due by the next working day or late.
    Recurring("papers", "fieldwork.materials.papers.remind", "5 9 * * *"),
    # Plans of the year are proposed by 31 January: who has none is told twice, and staff once it is over.
    Recurring("group_plans", "fieldwork.plans.reminders.remind", "15 9 10,25 1 *"),
    Recurring("group_plans_late", "fieldwork.plans.reminders.report", "15 9 1 2 *"),
    # Expert opinions that are due before a meeting; the later slot catches a queue that was down at nine.
    Recurring("opinions", "suggestions.opinions.reminders.remind", "0 9,14 * * *"),
    # Mechanisms whose unit owes the yearly report.
    Recurring("mechanisms", "suggestions.mechanisms.yearly.remind", "5 9,14 * * *"),
    # 结对联系 that is due at the quarter's end; the later slot catches a queue that was down at nine.
    Recurring("pairing_contacts", "fieldwork.pairings.tending.remind", "15 9,14 * * *"),
    # What others entered about a representative, asked once a month; daily, as it does nothing where all were asked.
    Recurring("own_words", "fieldwork.confirmations.digests.send_due", "20 9,14 * * *"),
    # The reply, the day before, held and report due; the later slot catches a queue that was down at nine.
    Recurring("activities", "fieldwork.activities.reminders.remind", "0 9,14 * * *"),
    # Next year's holidays, from November until they are entered; once a week whatever the number of slots.
    Recurring("next_year", "office.workdays.remind_of_next_year", "0 9,13 * 11,12 *"),
    # Ends that come near and reviews that fall due; the later slot catches a queue that was down at nine.
    Recurring("policy_reviews", "policies.reviews.remind", "0 9,14 * * *"),
    # What ended or began with this day changes the handbook without anybody's doing; else nothing is made.
    Recurring("handbook", "policies.handbook.editions.refresh", "20 0 * * *"),
    # 企业诉求办理进度表 of the month that ended: asked daily, as it does nothing where the month is frozen.
    Recurring("progress", "requests_app.progress_tables.due.freeze_due", "5 0 * * *"),
    # First working day at 02:00; asked daily, as it does nothing where the month is drafted.
    Recurring("monthly", "evaluation.monthly.draft_due", "0 2 * * *"),
    # 工作报告, on the third working day after each month, quarter, half-year and year; asked daily, as it makes up
    # what was missed and does nothing where all are drafted.
    Recurring("reports", "evaluation.reports.due.draft_due", "30 2 * * *"),
    # 综合分析 of an office with many cases: what is looked at there is counted before somebody waits for it.
    Recurring("analysis", "evaluation.analysis.kept.recount", "*/10 * * * *"),
    # 履职任务 that come due, or were not done: asked each morning, told once each.
    Recurring("duties", "evaluation.duties.reminding.remind", "20 9 * * *"),
    # 履职评价 of the year before, from 31 January on; nothing where everybody has one.
    Recurring("evaluation", "evaluation.yearly.life_cycle.compute_due", "40 1 * * *"),
    # Objections to a score whose answer falls due tomorrow, or is late: told once each.
    Recurring("score_objections", "evaluation.yearly.objecting.remind", "20 9 * * *"),
    # 专业履职之星 whose days are over, or who left office.
    Recurring("stars", "evaluation.stars.choosing.end_due", "10 0 * * *"),
    # 年度问卷: each enterprise and unit that was not asked yet; by day, as it goes out to telephones.
    Recurring("survey", "evaluation.surveys.sending.send_due", "25 9,14 * * *"),
    # 按月预览: each is told on the first that the own page counts to the end of the month.
    Recurring("score_preview", "evaluation.yearly.previewing.tell", "0 9 1 * *"),
    # The sample of the months before, each once; asked daily for the same reason.
    Recurring("exclusions", "requests_app.followup.sampling.draw_due", "30 2 * * *"),
    # Editions of an earlier release, whose files no event names yet; afterwards there are none.
    Recurring("files_named", "evaluation.published_files.name_earlier", "50 0 * * *"),
    # All ends of chains that grew within the hour, with what was published; copies leave by the queue.
    Recurring("anchor", "office.events.anchors.anchor", "0 * * * *"),
    # What proposals learn from the cases that were decided since: some seconds, when nobody waits for them.
    Recurring("learn", "requests_app.triage.learning.learn", "30 2 * * *"),
    # Approved public words that no verb has put into the index: restored copies, rows from before there was one.
    Recurring("public_words", "evaluation.wording.index_approved", "45 2 * * *"),
    # What refused forms left behind lives an hour; some minutes more are no harm.
    Recurring("draft_files", "requests_app.intake.form_files.purge", "*/10 * * * *"),
    Recurring("form_drafts", "office.form_drafts.purge", "*/10 * * * *"),
    # After the working day's traces are anchored and before anybody works: what is past its time goes,
    Recurring("purge", "office.privacy.purge.purge", "0 3 * * *"),
    # and what no constraint can hold is looked at.
    Recurring("doctor", "config.doctor.nightly", "30 3 * * *"),
)

"""年度问卷: prepared, approved, sent by the queue, answered by link, told from five answers on."""

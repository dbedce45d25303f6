"""月报, 季报, 半年报, 年报: drafted by the queue, worded by the office, approved by another person, sent to readers."""

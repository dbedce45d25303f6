"""`make bench`: how fast the main pages are against a single-file Django app on the same server and database."""

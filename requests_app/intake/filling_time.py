"""How long the visitor's form takes, as its page says."""

# Counted for a person who types Chinese on a telephone at 40 characters a minute: the requests of data/ have a median
# of 26 to 47 characters, an enterprise's name 12, a contact's 3 (1 to 1.5 minutes together); 11 digits of a telephone
# take 10 seconds, one choice takes 5 seconds, reading what is asked 30. tests/requests_app/intake/ counts it again.
MINUTES = "2 到 3"

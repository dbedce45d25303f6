"""《惠企政策实用手册》: what is published, as one book; made by the queue whenever it says something new."""

import pytest

# A failed check tells what it found.
pytest.register_assert_rewrite("tests.browser.visits")

"""Files from outside are examined here, in a process of their own that can be killed: `process.py` starts it.

Everything but `process.py` and `budgets.py` runs in that process alone, which knows neither Django nor a secret.
"""

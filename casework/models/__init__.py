"""What the tables of handled matters share. All abstract: the app that uses one adds its foreign keys and constraints.

A constraint of an abstract model is named after the concrete class: `clock_only_later` of `Clock`.
"""

"""Measurements of relevance and speed; run by hand or with ``make bench``, never part of the tests."""

"""Limits that forms and API share."""

MOST_ORDERS = 5000

"""Counts of bins: entered by people, proposed from radio tags."""

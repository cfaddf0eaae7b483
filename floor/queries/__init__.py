"""Reads: plain functions of a session that return plain data."""

"""Picking by scan, from the first tote to the set-down at a lane."""

"""Handhelds and tablets: pairing, scanner profiles, the self-test."""

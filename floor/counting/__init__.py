"""Bins counted blind, by scan: who is to count what, what differs and who decides; counts typed or proposed by tags."""

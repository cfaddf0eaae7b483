"""Goods put into a bin by scan."""

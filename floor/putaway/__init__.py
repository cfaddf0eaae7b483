"""Goods carried by scan: put away, moved, brought from the reserve into pick faces; and which bin is right for them."""

"""Goods carried by scan: put away, moved, replenished, put together as kits; and which bin is right for them."""

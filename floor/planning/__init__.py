"""Waves and the pick tasks made from them."""

"""Waves, which orders share a cart and how it walks, and the pick tasks made from them."""

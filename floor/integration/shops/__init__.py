"""Web shops' own webhooks: whether one is signed, what it says of an order, and what becomes of it."""

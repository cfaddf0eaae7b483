"""Deliveries: announced or not, received by scan, and closed with what differs."""

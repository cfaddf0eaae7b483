"""Carriers, loading at a dock, and handover to the driver."""

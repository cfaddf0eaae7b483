"""The machine that Floor runs on: addresses, certificates, the redirect to https."""

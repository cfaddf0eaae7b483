"""RFID readers: what they report, at docks, in tunnels and at bins."""

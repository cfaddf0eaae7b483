"""The pack check: totes, cartons, units, weight, label."""

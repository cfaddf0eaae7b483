"""What people do in the warehouse, as plain functions of an Act. No Flask, no commits."""

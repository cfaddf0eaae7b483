"""EDI with those whose goods they are: what they order the warehouse to ship, and what it advises them of."""

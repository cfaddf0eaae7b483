"""The ledger, what is on hand, what is allocated, and the rules that hold always."""

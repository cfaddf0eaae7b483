"""Mails to customers, and mailboxes from which orders come."""

"""What all kinds of work share: scans, receipts, assignment, questions, the work document."""

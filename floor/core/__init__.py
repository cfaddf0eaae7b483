"""What every other package stands on: settings, database, transactions, messages. Knows no part of the day."""

"""Orders in somebody's spreadsheet: read in whichever form it was saved, its columns named, tried, taken in."""

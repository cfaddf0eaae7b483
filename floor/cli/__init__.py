"""The command line: `floor init`, `floor serve`, `floor load` and the rest."""

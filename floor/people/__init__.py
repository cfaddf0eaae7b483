"""People at work: sign-in, PINs, wall screens."""

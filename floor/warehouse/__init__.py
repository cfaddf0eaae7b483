"""The warehouse itself: settings, first set-up."""

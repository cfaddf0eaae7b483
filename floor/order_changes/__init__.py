"""What happens to an order that is already in work: cancelled, short, let go in part."""

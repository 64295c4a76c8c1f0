"""What staff and residents are asked."""

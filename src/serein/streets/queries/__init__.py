"""What is asked of the streets."""

"""What is done with the streets: one verb, one transaction, one journal entry."""

"""What is done with the plan, the programme and the account: one verb, one transaction, one journal entry."""

"""What the plan, the programme and the account say."""

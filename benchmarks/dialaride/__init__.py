"""How good the plans of the dial-a-ride engine are, and how fast its offers. See README.md."""

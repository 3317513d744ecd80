"""What the practice of a sales leader is: knows no Slack, reads no clock, flushes and never commits."""

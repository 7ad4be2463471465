"""The middle: what the words of the desk mean. No Slack, no HTTP, no timers in here."""

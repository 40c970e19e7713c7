"""The words of alerts: what is told and why, what a chat asked for, and when it likes to be told."""

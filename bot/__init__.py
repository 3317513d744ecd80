"""Pacesetter: a sales leader's assistant for Slack."""

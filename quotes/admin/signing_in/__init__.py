"""Logging in at the desk: one-time codes, who has to give or set up one, and what was typed before a session ended."""

"""Notifications: reminders, the calendar, the policy for what a person did not ask for."""

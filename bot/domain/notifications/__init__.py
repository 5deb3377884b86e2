"""Notifications: reminders, the calendar, and the policy that says when they may be sent."""

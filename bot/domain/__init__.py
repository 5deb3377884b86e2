"""The rules of the service, such as those of activities, wards and consent; no framework."""

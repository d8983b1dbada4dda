"""The ground floor: what every app of the portal stands on; it imports no other app."""

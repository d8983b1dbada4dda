"""Messages to a recipient (a person, a department, a holder), one template per event; the inbox of officers."""

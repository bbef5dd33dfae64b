"""What comes back to our mailbox: answers from calendars, letters that bounced, and letters of people.

`arrivals.receive` takes the bytes of one message, whoever brought them; nothing here is ever answered by itself.
"""

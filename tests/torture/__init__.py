"""The promise under torture: senders that are killed, stopped and lied to, and a judge who believes only the mail
server and the calendars of the readers. `make torture` is the long form; stories/test_torture.py the short one."""

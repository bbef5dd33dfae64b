"""What is measured, and against what: each figure beside a ceiling from the same run on the same machine, since only
their ratio travels. `make bench` runs all, `python -m benchmarks registering mailing` some.

What a line wants is set in issue 2 of the project. Nothing here is a test: a busy machine is slower.
"""

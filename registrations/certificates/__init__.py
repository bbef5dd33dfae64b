"""Certificates: earned by having been there or having contributed, checked by anybody who has the code."""

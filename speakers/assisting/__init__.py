"""Somebody who assists a speaker: named by them, with a link of their own to the same page, and what they did."""

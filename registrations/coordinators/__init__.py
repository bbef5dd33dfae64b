"""Coordinators: people of a union who register its members, each through a link of their own (decisions/0032)."""

"""The directory of unions that an office keeps, and whose member somebody is."""

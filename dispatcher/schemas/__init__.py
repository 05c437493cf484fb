"""The wire contract as strict models, one noun per module."""

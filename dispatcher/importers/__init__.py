"""Importers: from workbooks and csv files to requests, and back."""

"""Tests of the pricing of routes."""

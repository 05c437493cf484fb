"""Reports for people: the same plan as tables and sentences, in English or Chinese."""

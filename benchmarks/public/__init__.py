"""Public instance sets: read, planned by our search, judged by each set's own objective.

The instances are no part of the project; they are read from the folder that ``DISPATCHER_DATA`` names. Each set has
an ``instance`` (reader), an ``evaluation`` (its rules and its objective, in code that knows nothing of our model) and
an ``adapter`` (to our problem and back).
"""

"""Real runs of clients: one file for each, started as a process of its own (`python -m answerback.trials.NAME`).

Each prints one JSON line per step; the parent ends it when its time is over and keeps what it has printed.
"""

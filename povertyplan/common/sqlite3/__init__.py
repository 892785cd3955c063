"""SQLite as Django has it, with writers that queue: a database backend, named in DATABASES."""

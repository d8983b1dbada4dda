"""Departments, people, roles and appointments: who may act, for whom, since when and until when."""

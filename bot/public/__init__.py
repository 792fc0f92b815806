"""The public part of the reports: nearby, figures, export, Open311."""

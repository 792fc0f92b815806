"""What anybody may see of the reports: nearby, figures, export, Open311."""

"""The union office's desk: settings, working calendar, audit, jobs, help and privacy pages."""

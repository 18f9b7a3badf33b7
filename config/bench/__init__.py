"""What `manage.py bench` fills and measures, one subject a file. Yardsticks are measured in the same run (docs/performance.md)."""

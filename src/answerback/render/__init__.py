"""(Report, language) to text, one file per format."""

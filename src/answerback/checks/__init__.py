"""Every promise that is tested: one file, one promise, in a folder per family."""

"""Every root cause that is known: one file each, in a folder per letter of its code."""

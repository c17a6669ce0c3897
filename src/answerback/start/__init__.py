"""Starting a server on this machine: what is installed, which one suits the model, its process, its log, its answer."""

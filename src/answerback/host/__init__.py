"""What this machine can tell: ports, processes, GPU, containers, log files."""

"""What is measured, and how. Each file here runs by one command, which its docstring gives."""

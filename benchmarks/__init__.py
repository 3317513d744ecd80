"""What the product costs, measured: each run prints a table of figures beside their targets."""

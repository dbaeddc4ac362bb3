"""From one event per line back to what the program said: joining lines, reading records."""

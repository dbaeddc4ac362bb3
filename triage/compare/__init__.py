"""Two environments, windows or files side by side: what is equal, what differs, and what that says of a finding."""

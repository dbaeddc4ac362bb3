"""The forms in which CloudWatch events reach people, one module each; told apart by content, never by name."""

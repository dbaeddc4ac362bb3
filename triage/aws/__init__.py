"""AWS behind one door: sessions, errors in our words, identity, the policy."""

from tests.discovery.conftest import account, session, shared_models

__all__ = ["account", "session", "shared_models"]

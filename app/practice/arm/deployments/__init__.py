"""Template deployments: what other clients send to have several resources made in order."""

"""Who works with the cloud: signing in, organisation, subscription. Thin over the core."""

"""What makes the pages an app that works without a network: the manifest, the service worker and the outbox."""

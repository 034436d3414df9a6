//! The one way to the backend: a cheap handle, a cache, single flight and the feed.

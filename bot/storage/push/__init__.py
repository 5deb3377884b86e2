"""Storage of push subscriptions: where a browser that is not open can be told of a message."""

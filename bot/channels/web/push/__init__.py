"""Web Push: a browser that does not show the page is told that a message waits there."""

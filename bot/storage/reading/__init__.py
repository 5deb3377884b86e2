"""The reading side: read-only connections, snapshots, and the files that rows wait in."""

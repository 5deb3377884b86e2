"""Tests of the pages of staff over a server of this machine."""

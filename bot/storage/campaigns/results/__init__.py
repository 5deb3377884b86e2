"""What runs came to: counted apart from turns and kept beside each run."""

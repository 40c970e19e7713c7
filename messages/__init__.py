"""What people read: values in, messages out."""

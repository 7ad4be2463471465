"""What customers say in their channels: which case it is about, or a new one."""

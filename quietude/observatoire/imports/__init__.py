"""From a file to prepared rows: recognise, read, check, keep, prepare. All or nothing."""

"""Questions in plain words: from what somebody typed to facts of the record, or an honest "I don't know"."""

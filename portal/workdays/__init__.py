"""Working days: which days are worked, how periods of them are counted, and the years' notices under four eyes."""

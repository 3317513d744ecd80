"""How people and the bot talk about the practice: a page per practice, and what the pages stand on."""

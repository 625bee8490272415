"""Social, game, chat, code and payment services, as expressions: what people are called there gives them away."""

# Names that are nothing else, or hardly anything.
PLAIN_SERVICES = (
    r"(?:snap\s?chat|insta(?:gram)?|finsta|discord|tik\s?tok|twitter|you\s?tube|twitch|roblox|rblx|xbox(?:\s?live)?|psn|playstation(?:\s?network)?|fortnite"
    r"|minecraft|valorant|nintendo|venmo|cash\s?app|cash\s?tag|pay\s?pal|zelle|telegram|whats\s?app|kik|we\s?chat|viber|skype|facebook|linked\s?in"
    r"|git\s?hub|git\s?lab|guilded|reddit|pinterest|be\s?real|bluesky|mastodon|tumblr|vsco|spotify|sound\s?cloud|wattpad|ao3|deviant\s?art"
    r"|chess\.?com|lichess|duolingo|strava|goodreads|letterboxd|ravelry|newgrounds|itch\.io|kahoot|blooket|quizlet|gimkit|bandcamp|archive of our own"
    r"|brawl stars|clash royale|genshin|pokemon go|animal crossing|splatoon|rocket league|overwatch|league of legends|among us|geometry dash|hypixel|osu"
    r"|musescore|bandlab|art\s?station|behance|kaggle|codepen|replit|stack\s?overflow|hugging face|last\.?fm|untappd|yelp|etsy|depop|poshmark"
    r"|omegle|yubo|wizz|zepeto|tellonym|ngl(?: link)?|gas\s?app|poparazzi|imvu|vr\s?chat|rec room|gorilla tag|likee|houseparty|marco polo|hoop app|locket(?: widget)?|character\.?\s?ai|roblux|instagran|snapsh?at)"
)
# Names that are everyday words, too.
_AMBIGUOUS = r"(?:snap|ig|steam|epic(?: games)?|switch|signal|messenger|threads|scratch|itch|prodigy|realm)"
SERVICES = rf"(?:{PLAIN_SERVICES}|{_AMBIGUOUS})"


def _in_leet(word: str) -> str:
    """Return an expression for a word with signs for some of its letters: "5n4p"."""
    signs = {"a": "[a4@]", "e": "[e3]", "i": "[i1!]", "l": "[l1]", "o": "[o0]", "s": r"[s5\$]", "t": "[t7]"}
    return "".join(signs.get(letter, letter) for letter in word)


_MOST_USED = "snap snapchat insta instagram discord tiktok twitter twitch roblox telegram whatsapp venmo kik".split()
SERVICES_IN_LEET = rf"(?:{'|'.join(map(_in_leet, _MOST_USED))})"

"""Words of English that questions need told apart; it holds nothing of any program."""

from collections.abc import Mapping

# Grammar and courtesy: a question of such words alone asks for nothing by itself.
PLAIN = frozenset(
    """
    a an the of to in on at for from into with within about as by than that this these those there here
    is are was were be been being am do does did done has have had having will would shall should can could
    may might must i me my we us our you your he him his she her hers it its they them their one ones some
    any each every both all no not nor or and but if then so too also just only even ever yet still already
    please thanks thank hi hello hey ok okay well now really exactly what which who whom whose when where why
    how tell know show give say said says get got gets go going me again more same other
    """.split()
)
# Words of a message that goes on from the one before, or only names a place.
EMPTY = frozenset(
    """
    and or but also then ok so what about how the a an in for of to on at with same one is it its please now
    status too there whats hows as well today currently
    """.split()
)
PRONOUNS = frozenset({"they", "it", "its", "them", "their", "there", "he", "she", "his", "her", "him"})
# What may stand for something told before.
REFERRING = PRONOUNS | {"that", "this", "those", "these"}
# Whole messages that ask for nothing.
SMALL_TALK = frozenset(
    """
    thanks thank thx ty cheers ok okay k cool great good nice perfect awesome wonderful fine sure yes no yep
    nope yeah hi hello hey morning evening afternoon bye goodbye welcome please sorry lol haha wow hmm right
    alright a lot very much you so that is it was really got helpful well done day have the for all big job
    """.split()
)

# What officials are called: a name, or an office, stands for the person.
OFFICES = frozenset(
    """
    mayor chief commissioner sheriff spokesman spokesperson spokeswoman president governor official
    officials delegation congressman congresswoman senator director minister judge aclu lawmakers
    congressmen delegates
    """.split()
)

# What the head of a police is called varies from city to city.
SAME_OFFICE: Mapping[str, str] = {
    "chief": "commissioner",
    "commissioner": "chief",
    "spokesperson": "spokesman",
}

NUMBERS: Mapping[str, str] = {
    "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "1st": "first", "2nd": "second", "3rd": "third",
}  # fmt: skip

# Real words that look like slips of words above, and are not.
NO_SLIPS = frozenset(
    """
    rate rates rely budget budgets major minor sigh signal singer sight light might night right fright
    better batter latter litter rounds wound sound pound found ground court count country counts counter
    courtesy county mount month mouth south north mayo player layer prayer payer plan plans plane plant
    place pace race space police policy polite politics crime prime grime time lime dime site sits sit
    suite bite kite start state stat stats station statue statute condo contract contact context content
    contest training raining draining brain train grain trail trial trials paid pain pair rain said
    """.split()
)

CONTRACTIONS: Mapping[str, str] = {
    "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is",
    "whys": "why is", "didnt": "did not", "dont": "do not", "doesnt": "does not", "isnt": "is not",
    "wasnt": "was not", "arent": "are not", "werent": "were not", "hasnt": "has not", "havent": "have not",
    "cant": "can not", "couldnt": "could not", "wont": "will not", "wouldnt": "would not", "thats": "that is",
    "theres": "there is", "theyre": "they are", "im": "i am", "youre": "you are", "wanna": "want to",
    "abt": "about", "pls": "please", "plz": "please", "wat": "what", "wen": "when", "wich": "which", "wht": "what",
    "wed": "we would", "theyd": "they would", "youd": "you would", "hed": "he would", "shed": "she would", "weve": "we have", "theyve": "they have", "youve": "you have", "ive": "i have", "theyll": "they will", "itll": "it will", "youll": "you will", "shouldnt": "should not", "mustnt": "must not", "aint": "is not", "lets": "let us", "sight": "site", "hav": "have", "teh": "the", "r": "are", "u": "you", "ur": "your", "yr": "year", "yrs": "years", "deadlne": "deadline", "dept": "department",
    "govt": "government", "info": "information", "reqs": "requirements", "req": "requirement", "hrs": "hours",
    "hr": "hour", "w": "with", "bc": "because", "cuz": "because", "qs": "questions", "atty": "attorney", "ppl": "people",
}  # fmt: skip

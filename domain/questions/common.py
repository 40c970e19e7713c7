"""What can be asked of any program: topics whose answers are views of the record."""

from domain.questions.topics import Place, Show, Topic

COMMON: tuple[Topic, ...] = (
    Topic(
        "status",
        "Status",
        (
            "status", "what is the status", "where do they stand", "is it a site", "is it in the program",
            "was it ever selected", "did it ever get in", "is it part of the program", "are we in", "what is on record",
            "when was it named a site", "which round was it in", "what year did it come in", "what do you have on it",
            "is it on the list", "was it chosen", "did it join the program", "when did it join", "when was it selected",
            "current status", "whats going on with it", "tell me about it", "is the city still a site", "when picked",
            "what happened with it", "was it turned down", "was it left out", "why was it named a site", "does it participate",
            "participant or not", "what round", "when did it become a site", "is it a member", "is it in or out",
            "what happened to it", "in which year was it named", "came first", "who was first", "program", "was it named in the round", "site since",
        ),
        show=Show.STATUS,
        place=Place.MUST,
    ),
    Topic(
        "overview",
        "Overview",
        (
            "status", "how many sites are there", "how many sites in total", "total number of sites", "overview",
            "how many cities are in the program", "how many were there", "how many sites were there", "current state of the program",
            "how many participants", "number of sites", "how many places are on record", "how many have been named so far",
        ),
        show=Show.STATUS,
        place=Place.NEVER,
    ),
    Topic(
        "history",
        "History",
        (
            "what happened", "history", "timeline", "whole story", "full history", "what happened and when", "chronology",
            "list everything that happened", "events in order", "all events", "sequence of events", "what else happened",
            "what happened that day", "what happened in that year", "major dates", "key dates", "all the dates",
        ),
        show=Show.HISTORY,
    ),
    Topic(
        "deadlines",
        "Deadlines",
        (
            "deadline", "deadlines", "when is it due", "when do we have to answer by", "by what date did they have to respond",
            "all deadlines", "list every deadline", "what is due", "what is still due", "is anything still open",
            "are there open deadlines", "next deadline", "upcoming deadlines", "when was the deadline", "what is due next",
            "when do they have to reply", "is the deadline past", "has the deadline passed", "is it all past", "deadline for replying",
            "how long do we have to reply", "when must we reply", "last day to reply", "reply deadline", "anything due soon",
            "was there a deadline", "were they late", "is it too late", "what do we have to send and when",
        ),
        show=Show.DEADLINES,
    ),
    Topic(
        "requirements",
        "Requirements",
        (
            "requirements", "what are the requirements", "what is required", "what do we have to do", "all requirements",
            "what must a city certify", "list the requirements", "what does the program require", "what is demanded of us",
            "what do we have to comply with",
        ),
        show=Show.REQUIREMENTS,
    ),
    Topic(
        "claims",
        "Who said what",
        (
            "who said what", "what did the person say", "person statement", "what was said", "reactions", "what did officials say",
            "what did the city say", "statements", "quotes", "what did they say about the letter", "how did person react",
            "how did they react", "what did person think", "person quote", "what does person say about it", "comments by person",
            "did person deny it", "what was the reaction", "what was the city's position", "did anyone object", "who criticized it",
            "everything person said", "who said that", "what did person write", "how did person describe it", "what did person answer",
            "what did person claim", "person view",
        ),
        show=Show.CLAIMS,
    ),
    Topic(
        "disagreements",
        "Where sources differ",
        (
            "where do sources disagree", "do the sources differ", "conflicting reports", "disagreements between sources",
            "which facts are disputed", "contradictions", "what is disputed", "do the articles contradict each other",
            "which sources say what", "what do sources say differently", "who says what", "where do the papers not agree",
        ),
        show=Show.DISAGREEMENTS,
    ),
    Topic(
        "open",
        "Open questions",
        (
            "open questions", "what is still unknown", "what is not known", "what do you not know", "unanswered questions",
            "what is unclear", "gaps in the record", "what is missing", "what could not be established",
        ),
        show=Show.OPEN,
    ),
    Topic(
        "sources",
        "Sources",
        (
            "sources", "what are your sources", "how do you know", "how do we know", "where is this from", "list the sources",
            "which documents did you use", "what does this rest on", "where did you get this", "which articles did you read",
            "sources behind it", "show the sources", "based on what", "says who", "citations", "references", "what was read",
            "is the outlet reliable", "outlet reliability", "how reliable is the outlet", "how good is that source",
            "which newspapers did you use", "what do your facts rest on",
        ),
        show=Show.SOURCES,
    ),
    Topic(
        "program",
        "The program",
        (
            "what is the program", "program", "what does the program do", "program overview", "explain the program",
            "program in short", "describe the program", "what is this program about", "tell me about the program",
            "what is the program for", "definition of the program", "program meaning", "program what is it",
            "summary of the program", "introduce me to the program", "what is it all about", "general description",
        ),
        show=Show.PROGRAM,
        place=Place.NEVER,
    ),
    Topic(
        "people",
        "People",
        (
            "who is person", "person role", "who was person", "what office did person hold", "person's job", "what is person's position",
            "who is this person", "what was person's title", "who held the office", "person name", "name of the person", "what did person do",
            "who are the officials", "list the officials", "which people are named", "which agencies are involved", "who is involved",
        ),
        show=Show.PEOPLE,
    ),
)  # fmt: skip

COMMON_IDS = frozenset(topic.id for topic in COMMON)

"""How English asks: words that carry no meaning of their own, and words that mean the same.

It holds nothing of any program. A concept is written in capitals; the words after it are forms of one idea,
compared by their stems. Phrases are found before words, the longest first.
"""

from collections.abc import Mapping

# Of no weight: grammar, courtesy, and who is asking.
EMPTY = frozenset(
    """
    a an the of to in on at for from into onto with within about as by than that this these those there
    here is are was were be been being am do does did done doing has have had having will would shall
    should can could may might i me my mine we us our ours you your yours he him his she her hers it its
    they them their theirs one ones some any each every both all no not nor or and but if then so too
    also just only even ever yet already please thanks thank hi hello hey ok okay well now actually
    really exactly currently know tell show give find see look let want like need wonder wondering
    curious asking ask quick question questions idea info information details detail something anything
    someone anybody anyone everything somebody stuff thing things im ive id whats wheres hows thats
    theres lets pls plz kindly sir madam dear team everybody what which whose whom how regarding
    concerning respect related relevant specific precisely exact according based per via across among
    between during while since after before until through over under up down out off again more most
    less least much many lot lots very own same such other others another else today day time times
    officially official apparently supposedly remind checking check confirm trying understand figure
    mean s t re ll d m ve u r bot proviso explain briefly summary summarize say got get gets getting go
    going goes gone come came make made take taken put use used colleague boss supervisor lawyer counsel
    staff office department dept city hall council manager lol hmm finally become became becomes
    eventually originally fully whether kind sort bit truly simply maybe perhaps whole entire total full
    complete certain sure possible possibly able allow allowed somewhere somehow later earlier ago
    recently following next previous prior new wants wanted asks asked person people folks guys everyone
    man woman speaking term name names actual real either neither gives gave given giving provide
    provides provided offer offers offered include includes including contain contains involve involves
    involved concern concerns cover covers covered describe describes refer refers deal deals handle
    handles treat treats remain remains turn turns bring brings brought part parts way ways point points
    piece item items hear hears heard figured wonders try tries seem seems seemed appear appears guess
    suppose believe realize literally basically generally usually normally specifically especially
    anyway anyhow though although however around along away back forward far near upon without instead
    rather quite pretty enough almost nearly roughly approximately clearly obviously allegedly
    reportedly hopefully unfortunately honestly frankly dealing talking discussing context folder sheet
    quickly fast little several few various particular single
    """.split()
)

# Words of EMPTY that a phrase or a concept below may still use: they are looked up there first.
PHRASES: Mapping[str, str] = {
    "": "on record|recorded|in the record|record|in all cases|in every case|on behalf of|in one sentence|in a nutshell|in a word|one sentence|in order|run me through|walk me through|go through|what is it about|one of those|so far|do you know|any idea|be honest|come on|yes or no|no matter|is that so|for sure|help me|can you help|i want|want to know|right now|at all|in any case|in case|of course|by the way|as far as you know|list|list of|a list|list all|at the moment|so far as",
    "WHEN": "when|date|dates|date|dates|what date|which dates|what day|which day|which date|what time|on what date|date of|dates of|the date|how soon|what month|what year",
    "WHO": "who|who is|who was|who are|who were|whom|whose|which person|which official|what person|by whom",
    "WHERE": "where|whereabouts",
    "WHY": "why|reason|reasons|how come|what for|because|on what grounds|rationale|motive|purpose",
    "COUNT": "how many|number of|the number|count of|how often|total number|tally|count",
    "AMOUNT": "how much|amount|amounts|how big|how large|size|sum of|dollar amount|total amount|cost|costs|worth|price",
    "LONG": "how long|length|duration|how many years|last for|lasts|lasted",
    "MUST": "necessary|mandatory|compulsory|have to|has to|had to|must|need to|needs to|needed to|supposed to|obliged to|required to|got to|gotta|expected to|ought to|should",
    "DEADLINE": (
        "until when|till when|"
        "deadline|deadlines|due|due date|cutoff|cut off|last day|final day|final date|last date|time limit|by when|"
        "by what date|closing date|reply date|response date|answer date|days left|days remaining|time left|how much time|"
        "how many days|due by|reply by|answer by|respond by|send by|submit by|file by|back by|in by|"
        "target date|overdue|too late|late|how long do we have|how long did they have|how long do they have|"
        "how long did the cities have|no later than|expire|expires|expiry|timeframe|time frame"
    ),
    "REPLY": (
        "reply|replies|replied|replying|respond|responds|responded|response|responses|answer|answers|answered|"
        "answering|wrote back|write back|written back|get back to|got back to|responding|came back with"
    ),
    "SAY": (
        "say|says|said|saying|state|stated|statement|statements|comment|comments|commented|quote|quotes|quoted|"
        "remark|remarks|react|reacted|reaction|reactions|think|thinks|thought|view|views|opinion|opinions|"
        "stance|position|argue|argued|claim|claims|claimed|speak|spoke|words|tell doj|tell the|told the|told|object|objected|objection|"
        "criticize|criticized|criticise|criticised|criticism|deny|denied|denies|denial|complain|complained|"
        "assert|asserted|declare|declared|put it|respond to the criticism|feel about|call it|take on"
    ),
    "LETTER": "letter|letters|mailing|correspondence|missive",
    "SIGN": (
        "sign|signs|signed|signing|signature|signer|signatory|author|authored|wrote|write|written by|writes|"
        "written|sender|sent by|drafted|came from|come from|letterhead"
    ),
    "SEND": "send|sends|sent|sending|issue|issued|mailed|went out|go out",
    "GET": (
        "get|gets|got|receive|receives|received|recipient|recipients|addressed to|addressee|addressees|"
        "was sent|were sent|been sent|sent to|sent a|sent one|targeted|singled out|contacted|addressed|go to|went to|"
        "get a|got a|in receipt"
    ),
    "SITE": (
        "site|sites|participant|participants|participate|participates|participated|participating|participation|"
        "member|members|part of|take part|took part|taking part|taken part|join|joins|joined|joining|selected|"
        "select|selection|chosen|choose|chose|picked|pick|named|accepted|admitted|included|enrolled|in the program|"
        "get in|got in|made it in|make it in|let in|on the list|belong|belongs|designated|designation|approved|"
        "in psp|in the partnership|shut out|left out|rejected|excluded|turned down|in or out|was in|ever in|partner|partners"
    ),
    "STATUS": "status|standing|stand|stands|stood|on file|how far along|situation|where things are|whats up with|state of play|progress|whats going on with|latest on|up to date|current state|news on|update|updates|latest|news",
    "ROUND": "round|rounds|cohort|cohorts|wave|waves|batch|batches|intake|intakes|class of|classes",
    "COUNTY": "county|counties",
    "CITY": "city|cities|town|towns|place|places|jurisdiction|jurisdictions|municipality|municipalities|community|communities|locality|localities|police department|police departments|government|governments",
    "MONEY": "a check|get a check|cut us a check|paycheck|money|funding|fund|funds|funded|cash|dollar|dollars|financial|finance|financing|pay|pays|paid|payment|payments|monetary|funding source|financed|bankroll|award|awards|awarded|subsidy",
    "TRAINING": "training|train|trained|technical assistance|assistance|coaching|advice|experts|expertise|mentoring|training program|support|aid",
    "REQUIRE": "requirement|requirements|require|requires|required|demand|demands|demanded|ask of|asked of|asks of|asked for|ask for|asks for|expect|expects|obligation|obligations|prerequisite|prerequisites|qualify|qualifies|eligible|eligibility|comply|compliance",
    "QUESTION": "the questions|the question|three questions|3 questions|two questions|2 questions|which questions|what questions|questions in the letter|questions asked|question 1|question 2|question 3|questions doj|all questions",
    "CONDITION": "condition|conditions|conditional|strings|strings attached|string attached|terms",
    "CRITERIA": "criteria|criterion|selection criteria|select by|selects by|how are sites chosen|how are sites selected|how does doj choose|how does doj pick|basis of selection",
    "ACCESS": "access|enter|enters|visit|interview|interviews|meet with|let in to|come into|entry",
    "NOTICE": "notice|notify|notifies|notified|notification|advance notice|heads up|warn|warning|advance warning|alert dhs|tell dhs|tell ice|before release|before a release|prior to release|before releasing|before they release|before letting|48 hours before",
    "HOLD": "hold|holds|held|holding|keep|kept|detain|detained|detaining|beyond release|after release|past release|hours after|longer than|extra 48 hours|48 hours after|beyond the release date|past their release",
    "DETAINER": "detainer|detainers|immigration hold|immigration holds|detainer request|detainer requests",
    "JAIL": "jail|jails|prison|prisons|lockup|lock up|detention center|detention centre|detention facility|detention facilities|correctional facility|correctional facilities|facility|facilities|detention|booking|inmates|prisoners|sheriff's jail",
    "RUN": "head|heads|headed|lead|leads|run|runs|running|operate|operates|operated|operator|control|controls|manage|manages|managed|in charge|responsible|responsibility|own|owns|administer|administers|administered|oversee|oversees|behind",
    "COURT": "court|courts|judge|judges|ruling|rulings|ruled|upheld|uphold|struck down|strike down|blocked|block|legal status|legal|in court|judicial|held up in court",
    "SUE": "sue|sues|sued|suing|suit|suits|lawsuit|lawsuits|litigation|litigate|case|cases|take to court|took to court|taken to court|legal challenge|legal action|court case|court cases|challenge|challenged|plaintiff",
    "END": "end|ends|ended|ending|stop|stopped|stops|rescind|rescinded|withdraw|withdrawn|withdrew|lifted|lift|scrapped|dropped|drop|revoked|revoke|repealed|repeal|cancelled|canceled|cancel|abolished|discontinued|undone|reversed|terminate|terminated|closed|removed",
    "STILL": "still|in force|in effect|valid|active|any longer|anymore|any more|still apply|still applies|nowadays|apply today|applies today|these days|apply now|current|currently in force|now in force|today still|binding",
    "START": "start|starts|started|begin|begins|began|begun|beginning|launch|launched|created|create|creation|established|founded|set up|introduced|origin|origins|originate|go back|date back|dates back|inception|kick off|kicked off|born|comes from|came about",
    "ANNOUNCE": "announce|announced|announces|announcement|announcements|unveil|unveiled|made public|make public|publicly|published|release|released|press release|declared publicly|disclosed|revealed",
    "DIFFERENCE": "difference|differences|differ|differs|different|compare|compared|comparison|versus|vs|the same as|same thing|the same|distinguish|distinction|confuse|confused|mixed up|separate|apart|unlike|identical|relation|relationship|related to|connected|connection|alike|similar",
    "DISAGREE": "disagree|disagrees|disagreement|disagreements|conflict|conflicts|conflicting|contradict|contradicts|contradiction|contradictory|inconsistent|inconsistency|dispute|disputed|sources differ|sources disagree|discrepancy|discrepancies|do not match|dont match|don't match|different dates|contested|at odds|unclear|agree|conflicting reports",
    "SOURCE": "source|sources|sourcing|cite|cites|citation|citations|how do you know|how do we know|how would you know|where is this from|where does this come from|where did you get|where do you get|where do you have|where did you find|date from|from where|how sure|how certain|reliable|reliability|trust|trustworthy|based on what|references|reference|where is that from|says who|proof of that|how is it known|how was this established|read|verify|verified|back that up|credible",
    "REDUCE": "reduce|reduces|reducing|reduction|cut|cutting|lower|lowering|fight|fighting",
    "EVIDENCE": "what shows|hand in|turn in|evidence|document|documents|documentation|proof|prove|proves|paperwork|supporting documents|records|supporting|attach|attachment|back up|demonstrate|substantiate|supports a yes",
    "WHAT": "what is|whats|what are|what was|what were",
    "DEFINE": "what does mean|mean by|meaning|means|meant|define|defined|definition|definitions|stand for|stands for|short for|acronym|abbreviation|explain what|terminology",
    "OPERATIONS": "operations|operation|operational",
    "DIAGNOSTIC": "diagnostic|diagnostics|diagnosis",
    "APPROACH": "approach|approaches|track|tracks|kind of site|type of site|kinds of sites|types of sites",
    "APPLY": "apply|applies|applied|application|applications|applicant|applicants|express interest|expressed interest|interested|interest|request to join|sign up|signed up|volunteer|volunteered|asked to join|statement of interest|request form|submit|register|enroll|how do we join|how to join|get involved|ask to be in|asked to be in",
    "HAPPEN": "happen|happens|happened|happening|event|events|timeline|history|chronology|occurred|went on|took place|story|background|so far|what was done|do about|did about|did do|whole story|everything that|course of events|sequence|develop|developments|aftermath",
    "RIGHT": "right|correct|true|wrong|lying|lie|liar|fault|to blame|blame|truth|the truth|justified|fair|honest|whose side|side with|take sides|side|in the right|in the wrong|credible|believe|guilty|innocent|good guys|bad guys|hypocrite|fact check",
    "OPEN": "open question|open questions|unknown|not known|unanswered|still unknown|unresolved|uncertain|dont know|don't know|do not know|gaps|missing|remains unclear|left open|not clear|nobody knows",
    "DECIDE": "decide|decided|decides|decision|decisions|outcome|result|results|verdict of doj|final decision|determination|conclude|concluded|ended up|consequence|consequences|result of|turn out|turned out",
    "FIRST": "first|earliest|original|initial",
    "LAST": "last|latest round|most recent|newest|recent",
    "NEXT": "next|upcoming|future|coming up|coming|ahead|open deadlines|open now|anything open",
    "MOVE": "moved|move|moves|switched|switch|changed|change|upgraded|transfer|transferred|promoted",
    "REFUSE": "refuse|refused|refuses|did not answer|didnt answer|did not reply|didnt reply|did not respond|didnt respond|never answered|never replied|ignored|ignore|failed to answer|failed to reply|not answered|not replied|unanswered letter|yet to answer|yet to reply",
    "CRIME": "violent crime|violence|crime|crimes|crime fighting|crimefighting",
    "LABEL": "label|labels|labelled|labeled|called|designated as|considered|count as|deemed|described as|known as|branded",
    "AGAIN": "again|twice|more than once|second time|repeat|repeated",
    "BOTH": "in common",
    "MENTION": "mention|mentioned|mentions|referred to|brought up|cited as|example|example of",
    "WORDING": "wording|worded|exact words|phrased|phrasing|verbatim|text|full text|formulation|precise text|exact text",
    "CHECK": "self check|selfcheck|self assessment|where do we stand",
}

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
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "first": "1", "second": "2", "third": "3", "1st": "1", "2nd": "2", "3rd": "3",
}  # fmt: skip

# By themselves these ask for nothing.
HOLLOW = frozenset(
    {
        "WHO",
        "WHAT",
        "WHEN",
        "CITY",
        "MUST",
        "WHERE",
        "COUNT",
        "GET",
        "LAST",
        "FIRST",
        "AGAIN",
        "DEFINE",
        "SEND",
        "LONG",
    }
)

# Of little weight: they tell questions apart, but a question is not about them.
LIGHT: Mapping[str, float] = {
    "CITY": 0.3, "WHAT": 0.3, "PROGRAM": 0.2, "LABEL": 1.0, "MUST": 0.3, "WHERE": 0.4, "WHEN": 1.0, "WHO": 1.0, "DEFINE": 0.8, "COUNT": 1.5, "PERSON": 1.0, "WORDING": 0.6,
    "OUTLET": 2.0, "LAST": 0.8, "FIRST": 0.8, "AGAIN": 0.6, "GET": 1.2, "SEND": 1.0, "HAPPEN": 1.2, "SITE": 1.5,
    "SAY": 1.5,
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

# Words as typed that a common stem would make something else of.
EXACT: Mapping[str, str] = {"name": "", "names": "", "rules": "requir", "official": ""}

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

"""The closed lists of English that the rules read: function words, titles, roles, bodies, verbs of speaking."""

from importlib.resources import files

from quotes.text import dates


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, which are separated by space."""
    return frozenset(text.split())


# Function words

DETERMINERS = word_set(
    "the a an this that these those one another some many several most few both all each every any no other "
    "others his her its their our my your two three four five six seven eight nine ten dozens hundreds more"
)
POSSESSIVES = word_set("his her its their our my your")
PREPOSITIONS = word_set(
    "of in to for with on at by from about as into like through after over between out against during without "
    "before under around among amid within along across behind beyond since toward towards near off above up down "
    "until than despite per via upon regarding including concerning outside inside onto alongside"
)
CONJUNCTIONS = word_set("and or but nor so yet while because although though if when where whereas unless whether plus")
AUXILIARIES = word_set(
    "is are was were be been being am has have had having do does did will would can could may might must shall "
    "should 's ’s isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't "
    "couldn't isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t doesn’t don’t didn’t won’t wouldn’t can’t "
    "couldn’t"
)
RELATIVES = word_set("who whom whose which that where when")
ADVERBS = word_set(
    "also then later once now again recently still never often ever just even too not simply already earlier "
    "before first further instead perhaps only soon today tonight yesterday tomorrow twice back there here "
    "however nevertheless nonetheless meanwhile moreover always thus therefore previously afterward afterwards "
    "next quickly"
)
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun")
MONTHS = tuple(month.lower() for month in dates.MONTHS)
MONTH_WORDS = frozenset(MONTHS) | word_set("jan feb mar apr jun jul aug sep sept oct nov dec")

HE, SHE = word_set("he him his himself"), word_set("she her hers herself")
SUBJECT_PRONOUNS = word_set("he she they it i we who")

ADJECTIVES = word_set(
    "top senior junior local former current longtime veteran new old young other many some several leading "
    "prominent key chief fellow foreign federal state white black military political party campaign government "
    "law intelligence enforcement police court union business community industry media news opposition security "
    "anonymous unnamed likely registered undecided independent fake big small outside major"
)
ADJECTIVE_ENDINGS = (
    "al",
    "ic",
    "ive",
    "an",
    "ar",
    "ous",
    "ent",
    "ary",
    "ese",
    "ish",
    "ian",
    "ed",
    "-based",
    "ern",
    "ist",
)

# Names

TITLES = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady hon rev reverend fr father sister brother rabbi imam "
    "pastor bishop archbishop cardinal pope president vice senator sen sens representative rep reps congressman "
    "congresswoman gov governor mayor secretary minister premier chancellor ambassador amb judge justice gen "
    "general lt lieutenant col colonel capt captain maj major sgt sergeant cpl corporal pvt private adm admiral "
    "cmdr commander brig brigadier officer detective det insp inspector supt superintendent sheriff constable "
    "marshal king queen prince princess duke duchess count baron baroness sheikh ayatollah speaker councilman "
    "councilwoman councilor councillor alderman attorney chairman chairwoman chair director spokesman spokeswoman "
    "leader whip candidate nominee deputy commissioner treasurer comptroller chief coach president-elect "
    "chairperson spokesperson delegate assemblyman assemblywoman assemblymember undersecretary editor "
    "correspondent reporter host anchor moderator pollster strategist aide adviser advisor manager founder "
    "analyst economist historian author activist lawyer messrs mme mlle señor señora comrade master lawmaker "
    "lawmakers doctor actor actress singer comedian businessman ceo cfo gop co-author co-founder co-chair "
    "co-chairman co-host co-director del crown first-lady secretary-general"
)
TITLE_MODIFIERS = word_set(
    "former ex then acting interim deputy assistant associate senior junior vice chief lead foreign prime "
    "interior defense defence finance justice health education state attorney house senate majority minority "
    "white press campaign national executive managing communications police district county u.s us american "
    "russian british french german chinese israeli turkish iranian syrian iraqi ukrainian mexican canadian indian "
    "japanese republican democratic conservative liberal democrat labour tory independent rank-and-file "
    "presidential vice-presidential lieutenant congressional gubernatorial senatorial federal supreme "
    "chief-of-staff retired late longtime veteran fellow"
)
SUFFIXES = word_set("jr jr. sr sr. ii iii iv phd ph.d m.d. md esq qc kc mp")
PARTICLES = word_set("de la del della di da dos das du le van von der den ter ten bin ibn al el bint abu y e zu st. af")
FEMALE_TITLES = word_set(
    "mrs ms miss mme mlle dame lady queen princess duchess baroness sister congresswoman spokeswoman chairwoman "
    "councilwoman assemblywoman actress señora"
)
MALE_TITLES = word_set(
    "mr sir lord king prince duke baron father brother congressman spokesman chairman councilman assemblyman "
    "businessman señor pope cardinal"
)
ORGANIZATION_WORDS = word_set(
    "university college institute institution school academy committee commission department ministry agency "
    "bureau office administration council association federation union league alliance coalition society "
    "foundation fund trust center centre corporation corp inc company companies ltd llc plc group party "
    "parliament congress senate assembly court house times post news journal tribune herald gazette globe "
    "guardian telegraph magazine press network networks radio television tv media review observer mail sun star "
    "examiner chronicle courier register reuters bloomberg bank airlines airways motors industries partners "
    "holdings systems technologies police army navy force forces guard corps church diocese conference convention "
    "caucus campaign project initiative organization air organisation movement front brotherhood board authority "
    "service services watch pac clinic hospital museum library club team nations pentagon kremlin exchange "
    "reserve treasury embassy consulate chamber studies international watchdog republicans democrats teamsters "
    "twitter facebook google cnn msnbc cnbc npr politico breitbart newsmax fox buzzfeed huffpost wikileaks "
    "newsroom poll survey act bill amendment plan proposition show"
)
PLACES = (
    word_set(
        "america american americans africa african asia asian europe european england english britain british "
        "scotland scottish wales welsh ireland irish france french germany german germans italy italian spain spanish "
        "portugal russia russian russians ukraine ukrainian china chinese japan japanese korea korean india indian "
        "indians pakistan pakistani iran iranian iraq iraqi syria syrian syrians israel israeli israelis palestine "
        "palestinian palestinians egypt egyptian turkey turkish saudi arabia jordan lebanon libya libyan yemen "
        "afghanistan mexico mexican mexicans canada canadian brazil brazilian cuba cuban cubans argentina venezuela "
        "chile colombia australia australian washington moscow london paris berlin beijing tokyo brussels kiev kyiv "
        "jerusalem tehran baghdad damascus ankara geneva vienna havana alabama alaska arizona arkansas california "
        "colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana "
        "maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire "
        "jersey york carolina dakota ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia "
        "wisconsin wyoming boston chicago philadelphia cleveland miami orlando tampa atlanta dallas houston phoenix "
        "denver seattle detroit pittsburgh baltimore brooklyn manhattan bronx queens harlem hollywood u.s. us usa "
        "u.k. uk u.n. un eu d.c. western eastern northern southern midwest south north east west middle latino latina "
        "latinos latinas hispanic hispanics muslim muslims islamic christian christians catholic catholics jewish "
        "jews evangelical evangelicals mormon black white republican republicans democrat democrats democratic "
        "libertarian conservative conservatives liberal liberals gop tory labour god bible jesus islam christianity "
        "internet constitution capitol"
    )
    | DAYS
    | MONTH_WORDS
)
PLACE_HEADS = word_set(
    "county city state states street avenue island islands river valley beach hills heights park square district "
    "airport bay lake mountain mountains north south east west new"
)
NOT_NAMES = word_set(
    "i we he she they it you who what when where why how this that these those there here the a an and but or so "
    "if as at in on of to for from by with about after before during while because since although though not no "
    "yes more most many some all both each every few still yet now then also just even only its his her their our "
    "my your him them me us is are was were be been has have had do does did will would can could may might must "
    "should shall asked told said says say let lets read watch click follow one two three four five six seven "
    "eight nine ten first second last another other others such same according like despite amid among between "
    "under over once until unless whether meanwhile however instead perhaps maybe indeed thus therefore moreover "
    "nevertheless nonetheless earlier later recently today yesterday tomorrow tonight speaking responding "
    "referring critics analysts experts besides following including based given shortly beyond throughout "
    "alongside formerly afterwards soon often elsewhere none nobody officials supporters voters sources people "
    "well okay ok oh please thank thanks dear hello hey never ever too very really much make get go come take "
    "look think know see want need going everyone everybody someone somebody anyone nothing something everything "
    "anything"
)

# People and things that speak without a name: the heads of their noun phrases

PERSON_NOUNS = word_set(
    "landlord landlady spokesman spokeswoman spokesperson official officer aide adviser advisor source strategist "
    "consultant operative staffer manager director president senator congressman congresswoman lawmaker "
    "legislator governor mayor secretary minister ambassador diplomat judge justice lawyer attorney prosecutor "
    "candidate nominee front-runner frontrunner billionaire businessman businesswoman mogul magnate executive "
    "chairman chairwoman chairperson chair chief leader founder owner member delegate voter supporter critic "
    "opponent rival activist organizer analyst expert economist professor scholar historian scientist researcher "
    "author writer columnist journalist reporter correspondent editor host anchor moderator commentator pundit "
    "blogger pollster actor actress singer comedian artist student teacher doctor surgeon nurse pastor priest "
    "bishop rabbi imam pope general colonel sergeant soldier veteran detective sheriff deputy agent witness "
    "victim survivor suspect guard clerk cook chef pilot driver gunman shooter neighbor friend colleague relative "
    "wife husband mother father son daughter brother sister widow mom dad man woman boy girl person resident "
    "citizen immigrant worker employee farmer donor fundraiser lobbyist republican democrat conservative liberal "
    "independent libertarian socialist heir user commenter caller reader viewer tweeter protester demonstrator "
    "commissioner superintendent coach player captain speaker whip premier chancellor king queen prince princess "
    "insider counsel co-chair co-founder cofounder representative"
)
FEMALE_NOUNS = word_set("woman girl mother wife sister daughter widow mom spokeswoman actress businesswoman nun queen")
MALE_NOUNS = word_set("man boy father husband brother son dad spokesman actor businessman monk king")
GROUP_NOUNS = word_set(
    "spokesmen sources officials officers aides advisers advisors strategists consultants operatives staffers "
    "allies senators lawmakers legislators governors mayors leaders members delegates voters supporters critics "
    "opponents rivals activists organizers analysts experts economists professors scholars historians scientists "
    "researchers authors writers columnists journalists reporters editors hosts pundits pollsters students "
    "teachers doctors pastors police investigators prosecutors authorities lawyers attorneys witnesses survivors "
    "neighbors friends colleagues relatives parents men women people residents citizens workers employees donors "
    "republicans democrats conservatives liberals protesters demonstrators insiders fans users commenters "
    "observers others americans attendees audience crowd respondents percent % groups candidates skeptics "
    "advocates backers detractors veterans executives diplomats family team"
)
BODY_NOUNS = word_set(
    "campaign company group organization agency department ministry government administration committee "
    "commission council court newspaper paper magazine journal network website site station board union "
    "association party embassy bank firm university institute foundation coalition movement office panel army "
    "military white-house kremlin state outlet outlets publication camp pac bureau press media church school"
)
DOCUMENT_NOUNS = word_set(
    "statement report study poll survey letter email e-mail memo document editorial article story tweet post "
    "release lawsuit complaint ruling order opinion indictment petition book memoir ad advertisement video "
    "transcript headline sign banner note message resolution platform speech script caption bill law amendment "
    "text page data figures statistics findings filing affidavit review analysis column op-ed op-eds program spot "
    "website blog placard billboard invitation statute constitution"
)

# Verbs of speaking, with every form that occurs in attributions

SAY = word_set("say says said saying")
SPEECH_VERBS = word_set(
    "say says said saying tell tells told telling add adds added adding write writes wrote written writing ask "
    "asks asked asking state states stated stating note notes noted noting explain explains explained explaining "
    "reply replies replied replying respond responds responded responding answer answers answered answering "
    "continue continues continued continuing conclude concludes concluded concluding declare declares declared "
    "declaring argue argues argued arguing insist insists insisted insisting claim claims claimed claiming warn "
    "warns warned warning tweet tweets tweeted tweeting retweet retweeted post posts posted posting report "
    "reports reported reporting announce announces announced announcing acknowledge acknowledges acknowledged "
    "acknowledging admit admits admitted admitting concede concedes conceded conceding suggest suggests suggested "
    "suggesting recall recalls recalled recalling remark remarks remarked remarking observe observes observed "
    "observing comment comments commented commenting joke jokes joked joking quip quips quipped quipping shout "
    "shouts shouted shouting yell yells yelled yelling cry cries cried crying chant chants chanted chanting "
    "exclaim exclaims exclaimed whisper whispers whispered mutter mutters muttered promise promises promised "
    "promising pledge pledges pledged pledging vow vows vowed vowing predict predicts predicted predicting "
    "confirm confirms confirmed confirming deny denies denied denying allege alleges alleged alleging assert "
    "asserts asserted asserting contend contends contended contending maintain maintains maintained maintaining "
    "testify testifies testified testifying lament laments lamented lamenting complain complains complained "
    "complaining boast boasts boasted boasting brag brags bragged emphasize emphasizes emphasized emphasizing "
    "stress stresses stressed stressing reiterate reiterates reiterated reiterating repeat repeats repeated "
    "repeating urge urges urged urging demand demands demanded demanding propose proposes proposed proposing "
    "recommend recommends recommended mention mentions mentioned mentioning point points pointed pointing call "
    "calls called calling describe describes described describing label labels labeled labelled labeling dub dubs "
    "dubbed dubbing brand brands branded term terms termed deem deems deemed refer refers referred referring cite "
    "cites cited citing quote quotes quoted quoting read reads reading opine opines opined muse muses mused "
    "musing wonder wonders wondered wondering believe believes believed believing think thinks thought thinking "
    "feel feels felt hope hopes hoped hoping fear fears feared caution cautions cautioned cautioning counter "
    "counters countered countering retort retorts retorted interject interjects interjected interrupt interrupted "
    "agree agrees agreed agreeing disagree disagrees disagreed offer offers offered offering reveal reveals "
    "revealed revealing disclose disclosed share shares shared sharing express expresses expressed expressing "
    "blast blasts blasted blasting slam slams slammed slamming criticize criticizes criticized criticizing "
    "denounce denounces denounced denouncing condemn condemns condemned condemning praise praises praised "
    "praising hail hails hailed accuse accuses accused accusing charge charges charged charging blame blames "
    "blamed blaming mock mocks mocked mocking thank thanks thanked thanking congratulate congratulated defend "
    "defends defended defending dismiss dismisses dismissed dismissing reject rejects rejected rejecting proclaim "
    "proclaims proclaimed proclaiming pronounce pronounced remind reminds reminded reminding assure assures "
    "assured assuring inform informed advise advises advised advising instruct instructed order ordered ordering "
    "beg begged plead pleaded thunder thundered volunteer volunteered snap snapped scoff scoffs scoffed sigh "
    "sighed laugh laughs laughed crack cracked deadpan deadpanned elaborate elaborates elaborated elaborating "
    "speculate speculated summarize summarized summed reflect reflected reason reasoned recount recounts "
    "recounted counsel counseled tease teased taunt taunted greet greeted implore implored appeal appealed "
    "articulate articulated clarify clarified emphasise emphasised criticise criticised apologize apologized show "
    "shows showed shown find finds found indicate indicates indicated indicating signal signals signaled learn "
    "learned hear heard see sees saw know knows knew consider considers considered view views viewed characterize "
    "characterizes characterized characterizing portray portrays portrayed compare compares compared liken likens "
    "likened question questions questioned questioning challenge challenged name names named title titled "
    "entitled caption captioned hint hinted imply implied intone intoned profess professed rail railed preach "
    "preached scold scolded sum sums ribbed fumed fume gush gushed groan bemoan bemoaned decry decried decrying "
    "attack attacks attacked attacking ridicule ridiculed endorse endorses endorsed assail assailed tout touts "
    "touted touting trumpet trumpeted scream screams screamed screaming sing sang vent vented bellow bellowed "
    "roar roared"
)
PHRASAL = {
    ("went", "on"),
    ("goes", "on"),
    ("going", "on"),
    ("go", "on"),
    ("put", "it"),
    ("puts", "it"),
    ("cut", "in"),
    ("shot", "back"),
    ("fired", "back"),
    ("hit", "back"),
    ("pushed", "back"),
    ("chimed", "in"),
    ("is", "quoted"),
    ("was", "quoted"),
}
CUE_NOUNS = word_set(
    "statement interview speech remarks letter email tweet tweets post posts claim claims assertion suggestion "
    "warning promise pledge vow comment comments words description complaint demand question response answer "
    "argument message motto slogan saying refrain quote quotation declaration announcement prediction"
)


def given_names() -> tuple[dict[str, str], frozenset[str]]:
    """Return given names, as printed, with their usual gender (“f”, “m”, or “e” for either), and those among them that
    mostly are something else (data/given_names.txt)."""
    names: dict[str, str] = {}
    doubtful: set[str] = set()
    section = ""
    for line in (files(__package__) / "data" / "given_names.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")[0]
        elif line and not line.startswith("#"):
            for name in line.split():
                bare, _, gender = name.partition("/")
                names[bare] = gender or section
                if gender:
                    doubtful.add(bare)
    return names, frozenset(doubtful)

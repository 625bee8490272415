"""Surnames that are also words, places, given names or famous: taken out only where they stand as a name."""

_WORDS = """
abad abarca abbey abbot able abril abuelo acre acres adan admire adorno agar agent agosto aguas aguila akin alameda
alas alba albino alder alderman alegre alegria aleman ales alley alli ally almond alter alto amado amante amar
amarillas amen amend amiga amor amos andes andino angeles anger angers angle angles angst angulo antes apple arana
arch archer arcos areas arena arenas ares argue argyle arias armas armor arms arrow arroyo artist arts ash asher askew
asuncion atlas auger august augusto autumn awkward ayer azure baba babel bachelor back backer bacon bader badger bail
bailes bailey bailiff bajo bake baker balas balboa bald balding bale bales balk ball balling balls bally balon band
banda bane bang bangs bank banker banks banner banning baptist barb barba barbaro barber barco bard bare barefoot
barge barges bark barker barks barley barman barn barney barns baron barra barranco barras barre barrel barren barrera
barreras barrier barriga barrio barrios barros barrow barrows bars barter base bash basil basket basque bass basta
baston batalla bate bates bath batman batten battle battles batty bay bayer bays beach beagle beam beams bean beans
bear beard bears beaver beavers beck beech been beer beers beets began begin bell belle belles bello bellow bellows
below belt bench bender benito bent berry best beverage bias bible bien bigger billing billings bills binder birch
bird bishop bitter black blacksmith blade blades blanca blanco bland blank blanks blaze blazer blessing blew blight
blind bliss blitz blizzard block blocker blood bloom blossom blow blowers blue blunt board boas bobo bock bodily body
bogus bold bolivar bologna bolster bolt bomba bombard bombardier bond bonds bone boner bones bong bonnet bonny bono
book booker books boom boomer boon boos boot booth boots booze borda border borders bores boring born borne boroughs
borrow bosh bosque boss both bottom bottoms bough bounds bourbon bourgeois bow bower bowers bowl bowler bowling bowman
box boxer boy brace bracken brain brake bran branch brand brands brash brass brave bravo brawn bread breed breeding
breeze brew brewer brick bride bridge bridger bridges bright brill brim bring brink bristle brittle broad broaden
broker brook brooks broom brothers brow brown brownie browning browns bruins brunette brunt brush buck buckle buckles
bucks budge bueno buff bull bullion bullock bulls bump bumpers bunch bunk bunker bunt bunting buoy burden bureau burg
burger burn burner burns burr burrow burrows bury bush buss buster bustle bustos butch butcher butler butt butte
butter butters buttery button butts buys buzzard cabal caballero cabana cabe cabello cabeza cabezas cable cada cadena
cadet cage caldera calico call calle calles calma calvo calzada camara camel camino camp campana camper campo campos
camps can canal canales canary canas cancel candelaria candle candy cane canela canning cannon cano canon canter canto
canton cantor cantos cape capers capes capo captain card cardinal care cargo carino carmine carnes caro carp carpenter
carrera carreras carrier carrion carro carry cart carta carter carton carver casa casado casados casas case cash
casino caso cass cassette cast castano castellano caster castillo castle castor castro catalan cater cavalier cave
caves celeste cena center centers certain chain chalk chamber chamberlain chambers champ champagne champion chance
chancellor chandler change channel chapa chapel chapman chard charity charter charters chase check cheek cheeks cheers
cherry chess chestnut chevalier chew chica chick chico chihuahua child childs chill chin china chino chock choice chow
christians christmas chuck chum church churn chute cinnamon circle citizen clamp clapper clark claro class clause claw
clay clean clear cleaver clement clemente clements clerk clever click client cliff clinch clipper clock close cloud
clover cluster clutter coach coast coats cob cobble coca cocker cocks coco code coffee coffin coger coil coins coke
coker cola colas cole collar collie collier colon colorado colt comas comb combs comer comes comfort commander
commodore common commons como comp companion conception conde condo cone cones confer conquest constable constant
constante converse cook cooks cool cooler coon coop cooper copas cope copper coral cordero cordial cordoba cordon
cords core cork corn corner corners cornet corning corona coronado coronel corp corpus corral correa corrie cortes
cortina cost costa costas cota cote cotter cotton couch council count counter countess countryman counts coupe court
courts cousin cousins couture cover covert coward cowboy cox cradle craft crafts cram cramp crane crank crass crate
crater craven cray creamer creed creek crespo crew crews criado crick crimes crisp crochet crock crocker croft
croissant crook crooks cross crouch crow crowder crown cruce cruise crumb crumble cruz cruzado cuadra cuadrado cuadros
cuba cuello cuenca cuesta cueva cuevas cuff cull cumming cunning cup curb curd cure curl curling current curry custard
cutler cutter cutting dado daft daily dales dally damas dame dames dance dancer dandy dang dano danos dapper dare
daring dark darling dart dash dates dauphin day days deacon deal deans dear dearth deck deeds deem deems deep deer
degree delay delgado dell demo demos dent deputy derby dessert dial dials diamond dias dice dick dicks dieter diez
dike dill ding ditch ditto diver divers divine dobles dock doctor dodge dole doll dollar dolly dolphin dome domingo
dominion domino dona done dones dong doom door dorado dormer dory double doughty dove dover down downer downing downs
dragon drain drake draper dream dredge dress dresser drier driver drone drown drum drummer dry dryer duck duda dudas
dues duet duff duke dukes dull dunk dunning duque duran durante dutch duty dyer dyke dykes eager eagle eagles earls
early earnest east easter easterly eaves eddy edge elder elders else ember emery encarnacion ender enero english
ensign escalera escudero espejo esperanza espinosa espiritu ester esters estrella evangelist even evening evens ever
evers every factor fail failing fails fair faith falcon falconer fall falling falls falter familia fang fanning
fantasia farm farmer farrow fast fate faux favor favorite favors fay fear fears feather feathers fees feliz fell
feller fellows felt fender fennel feo fern ferry fester fiddler fiel field fielder fields fife figura figures file
files fill filler fillers filter finch finder fine fines finger fino first firth fish fisher fitch fitting flack flag
flair flake flakes flamenco flattery flavors flax flecha fleet flick flicker flight fling flint flock flood floor flor
flora flores flower flowers fluke flurry foil folds folk folks font foot force ford fore forehand foreman forest
forester forge forget fort forte fortuna fortune forward foster fought fountain fowler fox fraction frame france
franco franks frasco frase fray free freed freedman freeman freer frees freeze french frescas fresh freshwater friar
frias friday friend friendly friends frisk fritz from frost fruit fruits frutos fry fryer fudge fuente fuentes full
fuller funk furlong furlough furnish furry fury fuss gable gain gains galan gale gales gall gallant gallego galley
gallina gallo gallon gallop gama gamble game games gander gang garden gardener garland garner garret garrison garza
gash gate gates gathers gaunt gauze gay gear gearing gem gent gentile gentle gentry german gibbon gift gil gill gills
gilt gist given givens glad glade glance glass glaze glorioso gloss glove glover gobble goers goes going goings gold
golden golding golds goldsmith gong good goodnight goods goodwill goody gore gory gouge gourd gracia grado graft gram
grams gran granada grand grande grange granger grass grate grave gravel gravely graves gray grays green greener
greenhouse greening greenwood grew grey grief griego grieve griffin grill grim grinder groom grooms gross ground
grounds grout grove grover groves grow guapo guard guardado guerra guerrera guerrero guess guest guide guild guion
guise gull gully gun gunner gunning gust gutter guy haber hack hacker hacking hackney haddock haggard hail hair hale
hales hall hallmark halls halt halter ham hamburg hamburger hamlet hammer hammers hammock hand handler hands handsome
handy hang hanger hank hanks harbor hard harden harding hardy hare harm harms harness harp harper harrier harrow harsh
hart harvest hash haste hasty hatch hatcher hatter haven havens hawk hawker hawks hawthorn hay hays hazard head heady
heal heap heaps heard heart heater heath heck hedge hedges heft hefty height heist held heller helm helms helper hemp
hence herald herb hercules herd herder heritage hermano hero heron herrero herring hertz hice hick hidalgo hierro high
highland hijo hill hills hilt hind hinds hires hiss hitch hives hoard hobby hock holder holding hole holiday holland
holler hollow holmes homer homes honda hone honey honor hood hook hooker hooks hoop hoops hoover hope hopes hopper
hopping hora horn horse horseman hose host house householder hove hover hoyos huckleberry huddle huerta huff hull
human humble hummer hummingbird hung hunger hunt hunter huntsman hurdle hurry hurt husband husbands husk hutch idea
iglesia iglesias iman imperial inch infante ingles inks innocent iron irons islam island islas italiano ivory ivy
izquierdo jabs jacks jade jara jardin jasper jay jeans jersey jester jewel jock joiner jolly journey joy joya jubilee
judge jueves jump jumper junior juniper junk jurado jury just justice kaiser kale keel keen keep keepers kelp kettle
key keys kick kidney kill killings kind kinder kindle kindred king kings kiss kitchen kitchens kite knack knee knight
knights knoll knot knuckles labor labrador lace lack lackey lady lager lago lagos laguna lagunas lain lair laird lake
laker lakes lama lamb lame lamp land landing lands lane lanes lanza lard large larger largo lark lash lass lasso last
latch later latino laughter laurel lavender law lawless lawn laws lawyer layer layman lazo lazos leader leaf league
leak leaks leal lean leap learn learned lease lechuga ledger lee leech leek leeks leer lees legacy lego leisure lema
lemma lemme lemon lemons lent leopard less lesser level levels lever levy liberty libre lien lies lieu life light like
likes lily lima limb limerick limes limon linden lindo line linear lineman linen liner lines linger lingo link lino
lint lion lira list lister liter little lively livers llamas llano llanos loader loan lobe lobo lobos lock locker
locks locust lodge loft lomas lona lone loner long longs look loop loos loose lord lords lore lose loss loud louder
love loveless lovely lover loving low lower lowers loyal lucero lucio luck lucky lugar lull luna lunes lung lush lust
luster lute luz lynch mace mach madera madero madre madrid maestre magic magno maiden mailman main mains maize major
majors maker mal mallard mallet malo malt malta man mancha mandato manger mango mani manly mann manna manner manners
manning mano manor manos mans mantel mantis mantle many manzano maple mar maravilla marble march marcial mares marin
marine mariner marines marino marker marks marlin marmol marques marquess marquis marron marrow marry mars marsh
marshal mart marte martes martial martini martir marvel mas masa mash mask mason mass mast master masters mata matas
mater mates matte matter maul maxim may maya mayo mayor mayoral mays maza maze mead meadow meadows meals mean means
mecca medal medicine medina medley meek mellow melody members memory mention mentor mera mercado merced mercedes
mercer merchant mercurio mercy merino mero merry mesa mess messenger messing metro mick mickey miel mild miles mill
miller millet milling million mills mina miner mines mingle minion mink minor mint minter minus miracle miranda mire
mister mitts mixer mock mode model modesto mole moles molina molino mona monday money monje monk monks montana monte
montero montes monton mood moody moon moor mooring moors moose mora morado moral morale morales more morena moreno
morning moro morocco morrow mosca moss most mota motley motto mount mountain mounts mourning mouse mower muck muff
mulberry mulch mule mull mullet munch mundo murders muro muse music mussel mustard mutter mutton nail nails napoleon
naranjo natal nation nations naval navarro nave navy near nearing neat necessary needles needs neighbor neighbors
nephew nest nestle nettles new newborn newcomer newman news newton nice nicely nickel nickels nicks niebla niece nieto
nieve nieves nigh night nightingale niles nino noble nobles noche noon north northern noto nova novel null number
numbers nurse nutter oak oaks oats obey ocean odor offer officer olds oliva olive olmos opal orange orchard organ
oscuro osprey otter ours outlaw over overall overcast overland overly ox oxford oyster pace pacifico pack packer
paddock padre padron pagan page pages pain painter pair pais palacio palacios palazzo pale paleo palm palma palmer
palms paloma palomino palomo palos pals pancake pane pang panning panther panza papa papas paper para parada paradise
paras pardo pardon pare paredes pareja parent pares parish park parker parks parlor paro parody parra parrot parry
parsley parson parsons partida partridge pascua pasha pasion pass pastor patch pate patience patricio patron patsy
patty payer paz peace peach peacock peak peaks pear pears peat peck peek peel peels peer pelt pena pence pennant
penning people peoples pepper peppers pera peral perfecto perks perla pero perro person persons peters petite petty
pheasant phillips phoenix piano piazza pica piccolo pick pickering picket pickle pickles pickup pico piedra piel pier
pierce pigeon pike pikes pile pilgrim pill pillar pillow pilot pinch pine pines ping pink pino pinto pintor piper
pipes pippin pita pitcher pizza place plain planas plank plant plants plaster plata plate plato platter playa player
plaza pleas pleasant plenty plum plumb plumber plummer plump pobre poe poet point pointer points pole poles police
polite polka poll polly polo poncho pond ponder ponds pong pontiff pool poor popa pope poplar popper porch port porta
portales porter portillo ports posada posse post poster potash potter pound pounder pounds pour powder power powers
pozo prado prairie pray prayer preciado presa president press presto pretty price pride priest priestly prieto prim
primavera prime primer primo primrose prince principe prior profit program prom proper prophet prosper proud
providence province provost puente puentes puerta puerto puff pulido pulley pulling puma punch punches punt purchase
purple putt putty quail quarry quay queen query quick quill quince quirk rabbit race raid raider rail rain rainer
rains rainwater rake rakes ram rambo ramming ramos ramp rana rand randy range ranger rank ransom rape rash raspberry
rather rave raven ray raya rayo rayos razor reach read reader reading ready real reap reaper reason reasons rebel
rector red reddish redhead redondo redwood reed reef reel reels reeve reeves regal regalado register rein reina reiner
reins render rentas resto revel revels reves rey reyes rhea rhymes ribera rice rich richer riches rico riddle riddles
rider ridge ridges riding riesgo rife right rima rincon ring ringer rink rio rios ripper ripple rise risen riser
rising risk river rivera rivers riviera roach road roads roan robles roca rock rocker rockets rocks rode rogue rojas
rojo roles roll roller rolling rollo rolls roman romance romano romans romeo romero roof rook room root roots rope
roper roque rosado rosales rosario rosas roses rosette rota rote rotunda rouge rough round rounds rouse roux rover
rowan rower royal royals royalty rubio ruck rucker rudder ruddy rude rueda ruff rule rumble rumbo rump rung runner
running ruse rush rusher rushing rusk russet rust rye sabado saber sable sack sacks saddler safe sage said sailor
sailors saint sal sala salaam salado salas sale sales salido salinas salmon salon salt salter salva salvo sample
samples sand sanders sandman sands sandy sane sang sano sans santa santana santo santos sass saturday saucer savage
savant save saver savers savory savoy sawyer say sayers scales scholar school screen screws scrivener seal seals
seaman sear sears seat seats seed seeds segundo segura self sell seller sellers sells semen sena senior sera sergeant
serio sermons serrano servant server service session sessions setters settle settles sever severance severe sewer
sexton shack shade shah shake shall sham shank shanks sharp sharper shave shaver shawl shay shear shearer shears shed
sheen sheets sheikh shell shells shepherd sheriff shield shields shilling shillings shim shin shine shipman shipper
shire shiver shivers shoals shock shoe shoemaker shook shore shores short shorter shorts shorty shoulders show showers
showman shown shows shutter shy sick sides sierra signor silk sill sills silos silver silvers silvestre simmer
simmering simple simpler sine sing singer single singleton sink sinner sites sitter situ skates skeet skinner skipper
sky slack slate slater slaughter slave slay sledge sleep sleeper sleet sleigh sleight slice slick slider sloop slough
smack small smaller smalling smalls smart smiley smith smoke snare snipe snow snowball sober soja sol solar sole soler
soles solo soltero somers song sons sorrow sosa soto south southern southward sovereign space spade span spark sparks
sparrow speak speaker speaks spear spears speck speed speedy spell spells spice spicer spike spikes spinner spires
spoon spooner spore spotted spray spring springer springs sprinkle sprinkles sprout sprung square squire squires stack
stacks staff stage stain stains stair stairs stake stalker stall stalling stalls stamp stamps standard staple staples
star stark starks starling starry start states stead steady steed steel steele steely steeple steer stem step steppe
sterling stern stetson steward stick sticker stiff still stills stilts stinger stock stocking stocks stoke stoker
stokes stone stoner stones stoop stops storey stork storm storms story stout stow straight strain strait strand
strange stranger straw stream street streets stretch stride striker stringer strode strong struck stuck student study
stump sturgeon styles such suelo suero sugar suite suits sullen sultan summer summers sun sunday sung sunshine super
supple surface surgeon swab swagger swain swallow swan sweat sweet swift swim swims swing swinger sword swords tab
tack tailor takes talent tall tally tang tank tanner tape tart teal team teas tell teller tellers telly tempest temple
temples tenant tender tennis tercero terrazas test tester than thane thatch thatcher then thistle thong thorn thorns
thrall thrash thrasher threat threats thrift throne thrower thrush tickle tide tienda tierno tierra tiger till tiller
timber timbers tinder tingle tinker tipping tirado toledo toll toma tomb tome toms tone toner tongue tonne topper
topping torn toro torre torres tosh touch touchstone tower towers town towns trace trad trader trail trainer tram trap
travel treat tree trees tremble trial tribe trier trigo trim trimmer trinidad troll tron troop trotter troupe trout
true trujillo trump trunk truss trust trusty tuck tucker tufts tune tuner turco turner turnip turtle tutor tweed twine
twist union upright urban urbano usher utter vaca vale valencia valentine vales valiente valla valle valles valley van
vandal vane vanish vara varon veal vega vegas veil vela veloz velvet vena vent ventura veras verde verdugo verge vert
vessels vest vial vicar vicario vice vicente victory vidrio viernes view vigil vigilante vigor villa villano vina vine
vines vineyard virgen virgin virtue vise vita vital viva vivas voice vowels wack wafer wager wagers wages wagon wait
waiter waiters waits wake wales walk walker walks wall waller walls waltz wand wander wands wank ward warden ware
wares waring warm warn warner warring warrior wash washer watchman water waters watt wax way ways wear wearing weary
weather weatherman weathers weaver wedding wedge weed weekly weeks weight weir welcome weld welder well weller welling
wellington wells welsh west western wetter wharf wheat wheel wheeler wheeling wheelwright whistler white whites
whiting whittle wick wicker wicks wight wild wilder wilds wiles will willing willow wills willy wilt wimpy winch wind
winder windmill window winds wine wines wing winger wink winkle winner winter winters wire wisdom wise wiser withers
witty wolf wolfram wonders wood woodcock wooden woodland woodman woods woody wool woolen word words work worker
workman works world worlds worm worth worthing worthy wren wrench wright wrinkle yang yard yarn yawn yeast yell yellow
yeoman yielding yoke york young younger yule zamora zapata zapatero zimmer zona
"""

_GIVEN_NAMES = """
aaron abdullah adam adrian ahmed alan albert alberto alejandra alejandro alex alexander alfred ali alice allan allen
allison alvin amir amy ana anders andre andrea andrew angel angelo anna anthony antonio april armando arnold arthur
ashley austin barbara barry beatrice ben benjamin bernard bertha beth betty beverly bill billie billy blake bob bobby
bonnie brad bradley brandi brandon brandy brent brett brian bruce bryan bryant byron calvin cameron camila carl carlos
carmen carol carrie carroll casey cecil chad charles charlie chester chris christian christina christine christopher
christy claire clara claude clayton clifford clifton clinton clyde cody colin connor constance cora corey cory
courtney craig crystal curtis daisy dale dana daniel daniels darrell dave david dawn dean denise dennis derek derrick
diana diego dominic donald dora doris dorothy douglas drew duane duncan dustin dwight dylan earl eddie edgar edward
edwards edwin elena elias elizabeth ellen elliott ellis elmer emil emily emma eric erik ernest eugene eva evan evans
evelyn everett fabian fatima faye felix fernando florence floyd frances francis francisco frank franklin fred
frederick fredrick gabriel gail gary gavin george georgia gerald gilbert gladys glen glenn gloria gordon grace graham
grant greg gregory guadalupe guillermo gustavo harold harris harrison harry harvey hassan hazel heather hector helen
henry herbert herman holly howard hugh hugo ian ibrahim ignacio isaac isabel ivan jack jackson jacob jaime james jamie
jan jane jared jason javier jean jeff jeffery jeffrey jennifer jenny jeremiah jeremy jerome jerry jesse jessica jessie
jesus jim joan joel john johnny jon jonathan jordan jorge jose joseph joshua joyce juan juana judith judy julia julian
julio julius june justin karen karl kate katherine keith kelly ken kenneth kent kevin kim kimberly kirk kurt kyle
lance lara larry laura lauren laurence laurie lawrence lena leo leon leonard leroy leslie lester lewis lillie lincoln
linda lindsay lindsey lisa lloyd logan lorraine louis lucas lucia lucy luis luke luther lynn manuel marc marcel marcia
marco marcos marcus margaret maria marie mario marion mark marshall martha martin martina marvin mary mateo mathew
matthew mattie maurice max maxwell melissa melvin mia michael micheal michel michelle miguel mike milton mitchell
mohamed mohammed monica morgan morris muhammad murphy murray nancy nathan nathaniel neil nelson nicholas nick nicolas
noah noel nora norman oliver omar oscar otis otto owen pablo pamela pascal patricia patrick paul paula pauline pearl
pedro penny perry peter philip phillip pierre quentin rachel rafael ralph ramon randall raul raymond rebecca regina
reginald rene ricardo richard rick rita rob robert roberto robin rodney rodrigo roger roland ronald rosa rose rosemary
ross roy ruben ruby rudolf rudy russell ruth ryan sally salvador sam samuel sandra santiago sara sarah scott sean
sebastian sergio seth shane shannon sharon shawn shelly sherry shirley sidney simon sofia sonia spencer stacey stacy
stanley stella stephanie stephen steve steven stuart susan sylvia teresa terrance terry theodore thomas tiffany
timothy tina todd tom tony tracey tracy travis troy tyler valentina valerie vanessa vera vernon veronica victor
victoria vincent viola violet virgil virginia vivian wade wallace walter warren washington wayne wendell wendy wesley
wilbur willard william williams willie wilson xavier yolanda youssef yusuf yvonne zachary
"""

# Places, people whom lessons are about, and makers of things.
_KNOWN_TO_ALL = """
adams adidas adobe alaska amazon ampere angelou archimedes aristotle armstrong austen avila bach barbie barcelona
beethoven belfast bentley berlin biden boeing bohr bonaparte borges bosch boston braille bristol bronte brooklyn
buffalo burgos burton cadillac caesar cairo california cambridge canada carlisle celsius cervantes chanel chaplin
charlotte chevrolet chopin churchill citroen cleopatra cleveland colgate columbus copernicus curie dallas dante darwin
dayton denver dickens dickinson diesel disney douglass dublin dumas durham earhart edison einstein eisenhower england
essex euclid euler europa fahrenheit faraday ferrari fiat fitzgerald fleming frankenstein freud galicia galilei
galileo gandhi gauss germany gillette goethe google greece grimm guinness hamilton hampton harley harvard hawking
heinz hemingway hershey hilton hitler houston hyundai india ireland israel italia italy japan jefferson jerez johnson
joule kahlo kansas kellogg kelvin kennedy kepler korea lamborghini lancaster leicester linnaeus lisbon london lorca
macbeth macy madison manchester mandela marriott marx mattel mazda mcdonald mcdonalds memphis mendel mexico miami
michelangelo milan milne monaco monet montessori montreal morse moscow mozart murcia navarra neruda nietzsche nissan
nixon nobel nokia norfolk norway obama ohm orlando orwell palermo panama paris pasteur philips picasso poland porsche
portland portugal prada preston princeton pulitzer pythagoras quebec quito raleigh reagan rembrandt renault richmond
roma roosevelt rowling russia sagan salem samsung seattle sevilla shakespeare sheffield shelley siemens socrates sony
soria spain sprint stanford steinbeck stevenson suzuki sweden sydney tampa target tchaikovsky tesla texas thoreau
tolkien tolstoy toyota tubman turing turkey twain venice verne verona versace vienna vinci visa vivaldi volta voltaire
walmart warsaw watson whitman wilde windsor woolf yale
"""

# Words of other languages: small in a sentence they are words, with a capital they are the person's name.
_FOREIGN_WORDS = """
acker agnello albero allee amato amore amsel appel arbeiter aube avant avis baden baer baptiste barbe bauch baum beau
bein bella berge bianco bier bischof blanc blanche blatt blau bloss blum blume boden bonhomme bosco bouche boucher
branche braun breit breton brot brouillard bruin brun bruno brust buch bucher buono cavallo chasse chien chretien
citron clair conte croce deutsch dore drapeau drei druck ehrlich eich eisen engel esser falke fein feld fenster fertig
fett feuille filer fils fiore fisch fleisch fleischer fleur fleury flug fluss fontaine fontana foret fosse frei
freitag freund fried frisch froh fromm fruh fuhr furst gabel ganz garten gast gatto geist gelb gendre gering giglio
glatt gluck gott graaf graf gras grasso grau grenier greve groot gros grun guerrier haan hahn handel hase hass hauer
haus
hauser heer heiss hell herbst herr herz herzog heute hiver hoch holm holz hond honig huhn hund jager jeune joli jong
jung junge kalb kalt kampf kann karg kauf keller kiel kirch klar klein klug knapp koch konig koning kopf korb korn
kraft krahe krieg krone kuchen kugel kunst kupfer kurz laan lacher laine lana lang lange laver leger lehrer leicht
leite leone levier lieb liebe lieber linde linz lohn longo luft lustig maire mais malin marchand mari markt maurer
meer mehl mensch menton milch molen mond mont montag monti morgen mort moulin mouton mulder nacht neveu noir nord
olivier pagano pape paquet paradis parfait parisien pech pellegrino pere petit pfeffer pfeil pferd pilz pinheiro pini
platz pluie poche poirier poisson poli pommier porto prete prevost prins printemps quant racine rasch rauch recht
reich renard rhein ricco riche rideau riva rocha roche romain rosso rousseau royer ruiter sain sarto sauer sauter
schaf scharf schiff schlag schlecht schmied schnee schnell schon schutz schwarz schweizer schwer senf sergent silber
sommer sonne spiegel stein streng sturm surprenant tant tanz tellier testa tien tisch tisserand valente vallee vecchio
veen verdier verger vire vivier voisin volpe waard weise welt wenig wert wohl wolle wunder wunsch zoll zucker zwart
zweifel
"""

GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
EVERYDAY = frozenset(f"{_WORDS} {_GIVEN_NAMES} {_KNOWN_TO_ALL}".split())
# Given names and the famous among them: a surname for sure where an initial or a number is glued to it ("mwatson").
NAMES_ALONE = frozenset(f"{_GIVEN_NAMES} {_KNOWN_TO_ALL}".split()) - frozenset(_WORDS.split())
FOREIGN = frozenset(_FOREIGN_WORDS.split())
# Written before a name in a greeting, a wish or a closing: "Good Day, Tim", "Love, Tim".
GREETING_WORDS = frozenset(
    """
    abrazo afternoon amor best birthday bless blessing blessings cheer cheers christmas day days dear easter evening
    faith fall friend god good grace great happy holiday holidays hope hugs joy king kiss love luck mate merry morning
    new night noel paz peace regards sun summer sunday thanks trust weekend welcome winter wishes year
    """.split()
)
# Words before a number: "Day 1", "Class 7".
NUMBERED = frozenset(
    "april march may june july august summer winter spring autumn fall day year week class world cup vision page"
    " grade part chapter field room step level group team point case lane gate block".split()
)
_SHORTEST_DISTINCT = 4


def is_everyday(folded_surname: str) -> bool:
    """Return whether a folded surname also stands in ordinary sentences; very short ones always may."""
    return len(folded_surname) < _SHORTEST_DISTINCT or folded_surname in EVERYDAY

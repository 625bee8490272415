"""Surnames that are also words, places or given names: taken out only where they stand as a name."""

_WORDS = """
abbot alba alder alegre amado amor angel angeles apple archer arms arrow arroyo ash august autumn bacon badger
bailey baker ball banks barber bark barker barn barnes baron barrel base bass bath bay beach beam bean bear beard
beck bell bello bench berry best bird bishop black blanca blanco blank blaze bliss block bloom blue board bolt bond
bone book booker boot born bosque bow bowl bowman box boy brand brass brave bravo bread bridge bridges bright brook
brooks broom brown brush buck bueno bull burden burn burns bush butcher butler button byrd caballero cabello cabeza
cage calle camino camp campo campos can cane cano canon cantor card care carpenter carter carver casa casas case
cash castillo castle castro cave cerda chalk chamber chambers champion chance chandler change chapel chapman chase
church clark clay clean clear clerk cliff clock close cloud clover cob cole collar colon comb cook cool cooper
copper coral cordero corn corona correa cortes cotton couch council count court cox craft crane crespo crisp cross
crow crown cruz crystal cuesta cup curry dado dale dance dark dawn day deal dean deer delgado dell diamond dick
divine doll domingo dove drake draper dream drew drum dry duarte duck duke duran dyer eagle earl early east easter
elder ember emery english escudero espejo espinosa estrella ever fair faith fall falls farm farmer farrow fay
feather feliz fern ferry fiddler fiel field fields finch fine fish fisher fitch flag fleet flint flood flores flower
flowers floyd flynn foot ford forest forester foster fountain fowler fox frame france franco frank free freeman
french friend frost fry fuente fuentes full fuller gain gale galindo gallego gallo gamble game garden gardener
gardner garland garza gate gates gay gem gentle gentry german gil gill gilt glass glen glove gold golden good
goodman grace grant grass graves gray green greenwood grey griffin grove guapo guerra guerrero guest guide gun guy
hack hague hail hale hall ham hammer hand hands hardy harp harper hart harvest haven hawk hay hays head heard heart
heath hedge hemp herald herb herd hero herrera herrero hidalgo hierro hill hills hobby holiday holland hollow holly
holmes honor hood hook hooker hope horn horner horse house hoyos hubbard hull hunt hunter husband hutch idea iglesia
iglesias iron ivory ivy jack jade jardin jay jewel jolly joy judge june jurado kay keen keep key kind king kings
knight knot lace ladd lady lake lamb lamp lance land lane lara large lark last law lawless lawn lawyer layman leach
leaf leal lee lemon leon libre life light lily lima lind line link lion little llano lloyd lobo lock long looney
lord love lovely low loyal luck lucky luna luz lynch mace macias madera madrid maker mallet malt man mann manner
manor many manzano maple mar marble march marin marino mark marks marquez marsh marshal marshall martial mason mast
masters mata may mayo mayor mead meadow meadows medina meek mejia mendez mercer mercy merino merry mesa miel mild
miles mill millan miller mills milner minor mint minter molina molino money monk montana monte montes moody moon
moor moore mora moral morales moreno moss mota mount mountain mouse mundy muse nail naranjo nation navarro new
newman news nice nickel nieto nieve nieves night noble noche noon north northern novel novoa nurse nutter oak oakes
oaks ocean ojeda oliva olivares olive olmos orange orchard osprey outlaw ox pace pacheco pack page pain paine
painter palacios palma paloma palomino palomo paper paradise parish park parker parks parrot parson parsons
partridge pastor patch patience paz peace peach peacock pearl pears pena pepper peral perla perry person petty
phillips pickle pierce pike pilot pine pink pino pinto piper pitt plant plata playa plaza plum plummer poe pole
ponce pond pool poole poor pope porter portillo post potter potts pound powder power powers prado prairie pratt
presa press price pride priest prieto prince prior proctor proper prophet proud provost pryor puente puerta puerto
pugh purple quail queen quick quill quintana quintero rabbit rain raines ram rambo ramos ranger raven ray read
reader real reason reaves rector red reed reeve reeves reina rey reyes rice rich riches rico rider ridge ridges
right rincon rio rios rise rivera rivers road roads robin robles roca rock rockets rojas rojo roman romance romero
root rope rosa rosales rosas rose ross rough round rowe royal rubio ruby ruiz rule rush russet rust rye saddler saez
sage sal salado salas salazar salinas salt salvador sand sanders sands santa santana santiago santo santos savage
sawyer say scholar school scott scrivener seal sears segura self serrano sewell sexton shade shah sharp shaw sheets
shell shepherd sheriff shine shipman shock shoemaker shore short shy sierra silk silva silver simple sims singer
single skinner sky slack slaughter slave sleep small smart smith smoke snow sol solar soler solis song sorrow sosa
soto south southern spark sparks sparrow speaker spear speed spice spike spinner spring springer squire stack stacks
staff stage stall star stark starling starr steel steele steeple step stephens sterling stern steward stewart still
stock stokes stone stones storey storm story stout strange stranger straw street strong stump suelo sugar summer
summers sun sunday swan sweet swift sword tab tailor tanner tart taylor teal teller tempest temple tender terry
thatcher thorn thrash thrasher thrush tide tierra tiger timber tinker toledo toll toro torre torres tower towers
town trainer trap travel treat tree trigo true trujillo trump trust tucker turner turnip turtle twist twitty tyler
underwood usher vale valencia valentine valle valley van vane vega vela velasco velvet vera verdugo vergara vest
vicar vicente victor vidal villa villalobos vine violet virgin viva voice wade wagner wagon wait waiter walker wall
waller walls walter ward warden ware warm warner warren wash washer waters watt watts waugh wax way ways weather
weaver webb webber welcome well weller wells west western wharf wheat wheel wheeler wheelwright whistler white
whitehead wick wild wilder wile will willow winder windmill window winds wine wing winner winter winters wise wolf
wolfe wood woodman woods wool word words workman works world worth wren wright yard yarn yates yeoman york young
younger zamora zapata zapatero zimmer
"""

_GIVEN_NAMES = """
aaron adam adrian alan albert alejandro alex alexander alfred ali alice allen amir amy ana anders andre andrea
andrew angelo anna anthony antonio arthur austin ben benjamin bernard beth blake bob brad bradley brandon brian
bruce bryan bryant calvin cameron carl carlos carmen carol carrie carroll chad charles chris christian christopher
claire clara claude clayton clinton colin connor craig curtis dana daniel daniels david dennis derek diego dominic
donald douglas drew duncan dustin dylan earl eddie edgar edward edwards elena elias elizabeth ellen elliott ellis
emil emily emma eric erik ernest eugene eva evan evans fabian felix fernando francis francisco frank fred frederick
gabriel gary gavin george gerald gilbert glenn gloria gordon graham grant greg gregory guillermo gustavo harold
harris harrison harry harvey hassan hector helen henry herbert howard hugh hugo ian ibrahim ignacio isaac isabel
ivan jackson jacob jaime james jamie jan jane jason javier jean jeff jeffrey jennifer jeremy jerome jerry jesse
jessica jesus jim joan joel john johnny jon jonathan jordan jorge jose joseph joshua juan juana judith julia julian
julio justin karen karl kate katherine keith kelly ken kenneth kevin kim kurt kyle lara larry laura lauren laurence
lawrence leo leon leonard leslie lewis lincoln linda lisa logan louis lucas lucia lucy luis luke manuel marc marcel
marco marcos marcus margaret maria marie mario marion mark marshall martha martin mary mateo mathew matthew maurice
max maxwell melissa michael michel miguel mike mohamed monica morgan murphy murray nancy nathan neil nelson nicholas
nick nicolas noah noel nora norman oliver omar oscar otto owen pablo pamela pascal patricia patrick paul paula
pauline pedro perry peter philip phillip pierre quentin rachel rafael ralph ramon randall raul raymond rebecca
reginald ricardo richard rob robert roberto robin rodney rodrigo roger roland ronald rosa rosemary ross roy ruben
rudolf rudy russell ruth ryan sally sam samuel sandra sara sarah scott sean sebastian sergio seth shannon sharon
shawn shirley sidney simon sofia sonia spencer stanley stella stephen steve steven stuart susan sylvia teresa thomas
timothy todd tom tony tracy travis troy valerie vanessa vera vernon veronica victor victoria vincent virginia vivian
wallace walter warren washington wayne wendy wesley wilbur willard william williams wilson xavier yolanda yvonne
zachary
"""

EVERYDAY = frozenset(_WORDS.split()) | frozenset(_GIVEN_NAMES.split())
_SHORTEST_DISTINCT = 4


def is_everyday(folded_surname: str) -> bool:
    """Return whether a folded surname also stands in ordinary sentences; very short ones always may."""
    return len(folded_surname) < _SHORTEST_DISTINCT or folded_surname in EVERYDAY

"""Surnames that are also words, places or given names: taken out only where they stand as a name."""

_WORDS = """
abbot alba alder angel apple archer arms arrow ash august autumn bacon badger bailey baker ball banks barber bark barker
barn barnes baron barrel base bass bath bay beach beam bean bear beard beck bell bench berry best bird bishop black blank
blaze bliss block bloom blue board bolt bond bone book booker boot born bow bowl bowman box boy brand brass brave bread
bridge bridges bright brook brooks broom brown brush buck bull burden burn burns bush butcher butler button byrd cage
camp can cane canon card care carpenter carter carver case cash castle cave chalk chamber chambers champion chance
chandler change chapel chapman chase church clark clay clean clear clerk cliff clock close cloud clover cob cole collar
comb cook cool cooper copper coral corn cotton couch council count court cox craft crane crisp cross crow crown crystal
cup curry dale dance dark dawn day deal dean deer dell diamond dick divine doll dove drake draper dream drew drum dry
duck duke dyer eagle earl early east easter elder ember emery english ever fair faith fall falls farm farmer farrow fay
feather fern ferry fiddler field fields finch fine fish fisher fitch flag fleet flint flood flower flowers floyd flynn
foot ford forest forester foster fountain fowler fox frame france frank free freeman french friend frost fry full fuller
gain gale game gamble garden gardener gardner garland gate gates gay gem gentle gentry german gill gilt glass glen glove
gold golden good goodman grace grant grass graves gray green greenwood grey griffin grove guest guide gun guy hack
hague hail hale hall ham hammer hand hands hardy harp harper hart harvest haven hawk hay hays head heard heart heath hedge
hemp herald herb herd hero hill hills hobby holiday holland hollow holly holmes honor hood hook hooker hope horn horner
horse house hubbard hull hunt hunter husband hutch idea iron ivory ivy jack jade jay jewel jolly joy judge june kay keen
keep key kind king kings knight knot lace ladd lady lake lamb lamp lance land lane large lark last law lawless lawn
lawyer layman leach leaf lee lemon life light lily lind line link lion little lloyd lock long looney lord love lovely
low loyal luck lucky lynch mace maker mallet malt man mann manner manor many maple marble march mark marks marsh marshal
marshall martial mason mast masters may mayor mead meadow meadows meek mercer mercy merry mild miles mill miller mills
milner minor mint minter money monk moody moon moor moore moss mount mountain mouse mundy muse nail nation new newman
news nice nickel night noble noon north northern novel nurse nutter oak oaks oakes ocean olive orange orchard osprey
outlaw ox pace pack page pain paine painter paper paradise parish park parker parks parrot parson parsons partridge
pastor patch patience peace peach peacock pearl pears pepper perry person petty phillips pickle pierce pike pilot pine
pink piper pitt plant plum plummer poe pole pond pool poole poor pope porter post potter potts pound powder power powers
prairie pratt press price pride priest prince prior proctor proper prophet proud provost pryor pugh purple quail queen
quick quill rabbit rain raines ram rambo ranger raven ray read reader reason reaves rector red reed reeve reeves rice
rich riches rider ridge ridges right rise rivers road roads robin rock rockets roman romance root rope rose ross rough
round rowe royal ruby rule rush russet rust rye saddler sage salt sand sanders sands savage sawyer say scholar school
scott scrivener seal sears self sewell sexton shade shah sharp shaw sheets shell shepherd sheriff shine shipman shock
shoemaker shore short shy silk silver simple sims singer single skinner sky slack slaughter slave sleep small smart smith
smoke snow song sorrow south southern spark sparks sparrow speaker spear speed spice spike spinner spring springer
squire stack stacks staff stage stall star stark starling starr steel steele steeple step stephens sterling stern steward
stewart still stock stokes stone stones storey storm story stout strange stranger straw street strong stump sugar summer
summers sun sunday swan sweet swift sword tab tailor tanner tart taylor teal teller temple tempest tender terry thatcher
thorn thrash thrasher thrush tide tiger timber tinker toll tower towers town trainer trap travel treat tree true trump
trust tucker turner turnip turtle twist twitty tyler underwood usher vale valentine valley van vane velvet vest vicar
victor villa vine violet virgin voice wade wagner wagon wait waiter walker wall waller walls walter ward warden ware
warm warner warren wash washer waters watt watts waugh wax way ways weather weaver webb webber welcome well weller wells
west western wharf wheat wheel wheeler wheelwright whistler white whitehead wick wild wilder wile will willow winder
windmill window winds wine wing winner winter winters wise wolf wolfe wood woodman woods wool word words workman works
world worth wren wright yard yarn yates yeoman york young younger zimmer
angeles alegre amado amor arroyo bello blanco blanca bravo bueno bosque caballero cabello cabeza calle camino campo
campos cano cantor casa casas castillo castro cerda colon cordero corona correa cortes crespo cruz cuesta dado delgado
domingo duarte duran escudero espejo espinosa estrella feliz fiel flores franco fuente fuentes gallego gallo galindo
garza gil guapo guerra guerrero herrera herrero hidalgo hierro hoyos iglesia iglesias jardin jurado lara leal leon
libre lima llano lobo luna luz macias madera madrid manzano mar marin marino marquez mata mayo mayor medina mejia mendez
merino mesa miel millan molina molino montana monte montes mora moral morales moreno mota navarro naranjo nieve nieto
nieves noche novoa ojeda olivares oliva olmos pacheco palacios palma palomo palomino paloma paz pena peral perla pino
pinto plata playa plaza ponce portillo prado presa prieto puerta puerto puente quintana quintero ramos real reina rey
reyes rico rincon rio rios rivera robles roca rojas rojo roman romero rosa rosales rosas rubio ruiz saez sal salado salas
salazar salinas salvador santa santana santiago santo santos segura serrano sierra silva solar soler solis soto sol sosa
suelo tierra toledo toro torre torres trigo trujillo valencia valle vega vela velasco vera verdugo vergara vicente vidal
villalobos viva zapata zapatero zamora
"""

_GIVEN_NAMES = """
aaron adam adrian alan albert alejandro alex alexander alfred ali alice allen amir amy ana anders andre andrea andrew
angelo anna anthony antonio arthur austin ben benjamin bernard beth blake bob brad bradley brandon brian bruce bryan
bryant calvin cameron carl carlos carmen carol carrie carroll chad charles chris christian christopher claire clara
claude clayton clinton colin connor craig curtis dana daniel daniels david dennis derek diego dominic donald douglas
drew duncan dustin dylan earl eddie edgar edward edwards elena elias elizabeth ellen ellis elliott emil emily emma eric
erik ernest eugene eva evan evans fabian felix fernando francis francisco frank fred frederick gabriel gary gavin george
gerald gilbert glenn gloria gordon graham grant greg gregory guillermo gustavo harold harris harrison harry harvey
hassan hector helen henry herbert howard hugh hugo ibrahim ian ignacio isaac isabel ivan jackson jacob jaime james jamie
jan jane jason javier jean jeff jeffrey jennifer jeremy jerome jerry jesse jessica jesus jim joan joel john johnny jon
jonathan jordan jorge jose joseph joshua juan juana judith julia julian julio justin karen karl kate katherine keith
kelly ken kenneth kevin kim kurt kyle lara larry laura lauren laurence lawrence leo leon leonard leslie lewis lincoln
linda lisa logan louis lucas lucia lucy luis luke manuel marc marcel marco marcos marcus margaret maria marie mario marion
mark marshall martha martin mary mateo mathew matthew maurice max maxwell melissa michael michel miguel mike mohamed
monica morgan murphy murray nancy nathan neil nelson nicholas nick nicolas noah noel nora norman oliver omar oscar otto
owen pablo pamela pascal patricia patrick paul paula pauline pedro perry peter philip phillip pierre quentin rachel
rafael ralph ramon randall raul raymond rebecca reginald ricardo richard rob robert roberto robin rodney rodrigo roger
roland ronald rosa rosemary ross roy ruben rudolf rudy russell ruth ryan sally sam samuel sandra sara sarah scott sean
sebastian sergio seth shannon sharon shawn shirley sidney simon sofia sonia spencer stanley stella stephen steve steven
stuart susan sylvia teresa thomas timothy todd tom tony tracy travis troy valerie vanessa vera vernon veronica victor
victoria vincent virginia vivian wallace walter warren wayne wendy wesley wilbur willard william williams wilson xavier
yolanda yvonne zachary washington
"""

EVERYDAY = frozenset(_WORDS.split()) | frozenset(_GIVEN_NAMES.split())
_SHORTEST_DISTINCT = 4


def is_everyday(folded_surname: str) -> bool:
    """Return whether a folded surname also stands in ordinary sentences; very short ones always may."""
    return len(folded_surname) < _SHORTEST_DISTINCT or folded_surname in EVERYDAY

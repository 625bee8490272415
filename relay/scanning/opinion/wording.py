"""How it is put what a text seems to do, for each category that the second opinion knows."""

from relay.model.category import Category

SEEMS = {
    Category.CRISIS_SELF_HARM: "reads like somebody who hurts themselves or sees no way on",
    Category.CRISIS_ABUSE: "reads like a young person being hurt, used or approached",
    Category.CRISIS_THREAT: "reads like a threat to people or a place",
    Category.CONDUCT_OFF_PLATFORM: "reads like an invitation to write or talk elsewhere",
    Category.CONDUCT_MEETING: "reads like a private meeting or visit",
    Category.CONDUCT_SECRECY: "reads like asking to hide something from others",
    Category.CONDUCT_GIFT_MONEY: "reads like a gift, money or paid work between the two",
    Category.CONDUCT_PHOTO_REQUEST: "reads like asking for or offering pictures or looks of a person",
    Category.CONDUCT_SEXUAL: "reads as sexual",
    Category.CONDUCT_ROMANTIC: "reads like romantic interest or praise of looks",
    Category.CONDUCT_HARASSMENT: "reads like an insult, pressure or guilt at somebody",
    Category.CONDUCT_HATE: "reads like contempt for a group of people",
    Category.CONDUCT_PROFANITY: "reads like swearing",
    Category.CONDUCT_SUBSTANCE: "reads like drugs, alcohol or vapes with a young person",
    Category.CONDUCT_VIOLENCE: "reads like gloating over harm to people",
    Category.CONDUCT_WEAPONS: "reads like having or getting a weapon",
    Category.CONDUCT_SOLICITATION: "reads like selling, recruiting or campaigning",
    Category.PII_PHONE: "reads like a telephone number in disguise",
    Category.PII_EMAIL: "reads like a mail address in disguise",
    Category.PII_ADDRESS: "reads like where somebody lives",
    Category.PII_HANDLE: "reads like a user name",
    Category.PII_FULL_NAME: "reads like a private person's full name",
    Category.PII_SCHOOL: "reads like a young person's school",
    Category.PII_LOCATION: "reads like where a young person is or will be",
    Category.PII_BIRTHDATE: "reads like a day of birth",
    Category.PII_ID_NUMBER: "reads like a number of a document, card or account",
    Category.PII_CREDENTIAL: "reads like a password or code",
}

"""What the flags of the cases mean: kind of bug, effect, rules and links."""

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html"
JS = "https://github.com/aws-amplify/amplify-js/blob/main/packages/amazon-cognito-identity-js/src/AuthenticationHelper.js"
PAIRS = "https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/__tests__/providers/cognito/utils/srp/getPaddedHex.test.ts"
RFC5054 = "https://www.rfc-editor.org/rfc/rfc5054"
RFC5869 = "https://www.rfc-editor.org/rfc/rfc5869"
NEGATIVE = "https://github.com/aws/aws-sdk-net-extensions-cognito/pull/46"
CLOCK = "https://github.com/amazon-archives/amazon-cognito-identity-js/issues/683"

# value: (what it is, where its bytes enter, rules)
VALUES = {
    "A": ("the client's public value", "the hash that makes u", ["SRP-03", "SRP-09"]),
    "B": ("the server's public value", "the hash that makes u", ["SRP-03", "SRP-10"]),
    "u": ("the scrambling parameter", "HKDF as its salt", ["SRP-06"]),
    "x": ("the private key", "the exponents only, never as bytes", ["SRP-04", "SRP-05"]),
    "S": ("the premaster secret", "HKDF as its input", ["SRP-06"]),
    "v": ("the verifier", "PasswordVerifier of ConfirmDevice", ["DEV-CONF-10"]),
    "salt": ("the salt", "the hash that makes x, and Salt of ConfirmDevice", ["SRP-04", "SRP-05", "SRP-10"]),
    "K": ("the session key", "the proof's HMAC as its key, 16 bytes and never an integer", ["SRP-06"]),
    "signature": ("the proof", "the request as base64 of 32 bytes, never an integer", ["SRP-07", "SRP-08"]),
}
# edge: (flag's ending, text, kind of bug, effect)
EDGES = {
    "top": ("TopBit", "has its top bit set", "SignByte",
            "as an integer it needs a byte 00 in front; an implementation without it is wrong"),
    "zero": ("LeadingZero", "begins with a zero byte at its natural width", "Width",
             "as an integer it is a byte shorter; an implementation of fixed width is wrong, once in 256 times"),
    "zeros": ("TwoLeadingZeros", "begins with two zero bytes at its natural width", "Width",
              "as an integer it is two bytes shorter, once in 65536 times"),
    "zero-top": ("ZeroThenTopBit", "begins with a zero byte and then a set top bit", "SignByte",
                 "its padded form is as long as its fixed-width form, and is right by accident"),
    "odd": ("OddDigits", "has an odd number of hexadecimal digits", "HexParity",
            "its text needs a digit 0 in front before it is read as bytes"),
    "7f": ("First7f", "begins with the byte 7f", "SignByte",
           "it needs no byte 00 in front; an implementation whose threshold is one too low adds one, once in 256 times"),
    "80": ("First80", "begins with the byte 80", "SignByte",
           "it needs a byte 00 in front; an implementation whose threshold is one too high leaves it out, once in 256 times"),
}

NOTES = {
    "Always": ("KnownWrongPath", "The case lists every known wrong path of its operation.",
               "Most of these are wrong on every case.", ["SRP-20"], [GUIDE]),
    "Ephemeral": ("Exponent", "An ephemeral secret of a size or form that clients draw, or that tries the exponentiation.",
                  "A window or length that assumes a size fails.", ["SRP-14"], [JS]),
    "HexText": ("Parsing", "The integer is written in upper case, with redundant zeros or an odd number of digits.",
                "An implementation that hashes the text, or its bytes, differs; the service sends and takes integers.",
                ["SRP-09", "SRP-10"], [JS]),
    "Unreduced": ("Parsing", "A public value that is not below N. It is hashed as it was sent, and reduced in the arithmetic.",
                  "An implementation that reduces it first hashes other bytes.", ["SRP-03"], [JS]),
    "NotAnInteger": ("Parsing", "A text from the wire that is no hexadecimal integer.",
                     "An implementation that makes some number of it goes on with a value that nobody sent.",
                     ["SRP-10"], [RFC5054]),
    "NotBase64": ("Parsing", "A text from the wire that is not base64.",
                  "An implementation that skips what it cannot read goes on with other bytes.", ["SRP-07", "SRP-08", "DEV-CONF-13"], [RFC5054]),
    "Empty": ("Parsing", "A field without content.", "It is not the integer 0.", ["DEV-CONF-13"], [GUIDE]),
    "Negative": ("SignByte", "The top bit is set and the sign byte is missing: the service reads a negative integer, and refuses it.",
                 "Half of all registrations fail.", ["DEV-CONF-11"], [NEGATIVE]),
    "ZeroPublicValue": ("MissingCheck", "A public value that is 0 mod N.",
                        "S is known without the secret: an implementation that goes on can be made to accept anybody.",
                        ["SRP-11", "SRP-12"], [RFC5054]),
    "Pad": ("SignByte", "An integer at a boundary of length or sign.",
            "Every hash of the protocol is over such bytes.", ["SRP-03"], [JS, PAIRS]),
    "NegativePad": ("SignByte", "A negative integer in minimal two's complement. No value of the protocol is negative.",
                    "Reached only through a bug elsewhere; clients agree with Java's BigInteger.toByteArray.", ["SRP-03"], [PAIRS]),
    "Multiplier": ("SignByte", "k = SHA-256(00 ‖ N ‖ 02): the top bit of N is set.",
                   "Without the byte in front every proof is wrong.", ["SRP-02"], [GUIDE]),
    "SaltLength": ("Width", "A salt of another length than 16 bytes. It is an integer, of any length.",
                   "An implementation that cuts or stretches it is wrong.", ["SRP-04", "SRP-05", "DEV-CONF-12"], [JS]),
    "Unicode": ("Encoding", "Text beyond ASCII, or characters that some layer treats specially. It is hashed as UTF-8, as it is.",
                "Another encoding, normalisation, trimming or escaping makes another proof.", ["SRP-21"], [JS]),
    "Timestamp": ("Encoding", "The time as EEE MMM d HH:mm:ss 'UTC' yyyy: English, UTC, 24 hours, the day without a leading zero.",
                  "Another form is refused, or signed and then refused.", ["SRP-15", "SRP-17"], [CLOCK]),
    "SecretBlock": ("Encoding", "A SECRET_BLOCK of a length or content that tries its decoding. Its decoded bytes are signed.",
                    "The proof is wrong.", ["SRP-07", "SRP-08"], [JS]),
    "PoolId": ("Encoding", "A pool id of an uncommon form. What follows the underscore enters x and the proof.",
               "The proof is wrong.", ["SRP-22"], [JS]),
    "GroupKey": ("Encoding", "A DeviceGroupKey of an uncommon form. It is opaque text.",
                 "The proof is wrong.", ["SRP-05", "SRP-08"], [GUIDE]),
    "Published": ("Interoperation", "A number that a client library publishes in its own tests.",
                  "A difference is a difference from that library.", ["SRP-20"], [JS]),
}


def flag_of(name, edge):
    return name[0].upper() + name[1:] + EDGES[edge][0]


def note_of(flag):
    """The note of a flag, as the files carry it."""
    if flag in NOTES:
        bug, description, effect, rules, links = NOTES[flag]
        return {"bugType": bug, "description": description, "effect": effect, "rules": rules, "links": links}
    for name, (what, where, rules) in VALUES.items():
        for edge, (_, text, bug, effect) in EDGES.items():
            if flag == flag_of(name, edge):
                description = f"{name}, {what}, {text}. Its bytes enter {where}."
                return {"bugType": bug, "description": description, "effect": effect, "rules": rules,
                        "links": [JS, RFC5869 if name in "uSK" else RFC5054]}
    raise KeyError(flag)

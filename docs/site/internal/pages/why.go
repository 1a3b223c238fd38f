package pages

// why says, by area, what its rules matter for to those who use an app. An area without a
// reason fails the making of the site.
func why() map[string]string {
	return map[string]string{
		"WIRE":       "Every SDK reads answers by these: under a wrong error name, content type or status it fails before it has understood what the server said.",
		"CORS":       "A web app may not read an answer that lacks these headers. Its user sees a network error, whatever the server said.",
		"SRP":        "Both sides compute the same key, or the proof is refused. One byte of padding that is wrong breaks one sign-in in some, at random, with the words for a mistyped password.",
		"AUTH":       "Everything begins with a sign-in. Its challenges, their order and the names of its refusals decide which screen an app shows.",
		"USER":       "With USER_AUTH the service offers ways to sign in and the user chooses. An app that is offered others than the pool has shows choices that fail.",
		"MFA":        "The second factor is what a remembered device stands in for. Asked for too often, it annoys every user; too seldom, it protects none.",
		"POOL":       "A pool that takes a setting and behaves otherwise makes everything that is tested on it a test of another pool.",
		"DEV-NEW":    "A device gets its key once, with the tokens. An app that never sees the key, or is handed one too many, cannot sign in as that device.",
		"DEV-CONF":   "Only a confirmed device is kept. Where confirming goes wrong, the code is asked for at every sign-in, and refreshes fail.",
		"DEV-STAT":   "Where users decide, this call is their decision. If it does nothing, “remember this device” is a box to no effect.",
		"DEV-SRP":    "Here the device stands in for the code. If it goes wrong, MFA is asked for again, or it is skipped for someone who should have been asked.",
		"DEV-GET":    "Apps show users their device by this call, and learn from its error that the device is gone.",
		"DEV-LIST":   "A user who lost a telephone looks for it in this list. A page of it that goes missing hides a device that can still sign in.",
		"DEV-FORGET": "A forgotten device must be good for nothing any more: neither to skip the code nor to refresh tokens.",
		"REF":        "Refreshing keeps users signed in. The token of a tracked device wants that device's key, which is why refreshes fail in apps that lose it.",
		"TOK":        "Apps and back ends decide by what tokens say, and for how long. A claim that is missing, or a lifetime that is wrong, shows far from its cause.",
		"PWD":        "Someone who changes a password wants to know what ends with the old one, and someone who forgot it has to get back in.",
		"ADM":        "Support staff and back ends act on devices by these operations. What they are told has to be what the user's own calls would show.",
		"SEC":        "What belongs to one user, client or pool must be of no use to another, and what was tampered with must be refused.",
		"ASF":        "Threat protection takes data about the device with every step. A server that stumbles over it breaks the apps that send it.",
		"TRUST":      "How long things last and how many there may be are the limits that no test of a minute meets, and that production does.",
		"CLI-SRP":    "A client that computes something else is refused as if the password were wrong, and often only for some values.",
		"CLI-TIME":   "The timestamp is signed as a text. A locale, a leading zero or an hour 24 in it makes sign-ins fail for some users, or on some days.",
		"CLI-AUTH":   "Each answer's Session is for the next response. A client that mixes them up, or leaves out a part, fails in the middle of a sign-in.",
		"CLI-HASH":   "A client with a secret proves it in every step. The step that forgets it fails late, after the user has done everything right.",
		"CLI-MFA":    "The user has one code, and half a minute. A client that sends it twice or to the wrong challenge has them wait for another.",
		"CLI-KEY":    "The service knows a device by its key alone. Left out of a single response, the device is taken for a new one, and the code is asked for next time too.",
		"CLI-CONF":   "A device that is issued and never confirmed is not kept: the next sign-in asks for the code again.",
		"CLI-DEV":    "A client that loses a device asks for codes for ever; one that keeps a dead device locks its user out.",
		"CLI-REF":    "Users notice a refresh only when it fails: they are signed out, and asked for everything anew.",
		"CLI-SAFE":   "What is sent without need can be logged, and what is logged can leak.",
	}
}

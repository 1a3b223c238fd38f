package suspect

import (
	"cmp"
	"fmt"
	"slices"
)

// table lists the wrong ways that were seen in clients and servers, or that a
// reading of the public articles leads to (docs/protocol.md §5). The
// choices of an axis stand together, in the order of the axes.
func table() []Choice {
	tables := [][]Choice{
		groupChoices(), publicChoices(), privateKeyChoices(), scramblingChoices(),
		premasterChoices(), keyChoices(), proofChoices(), registrationChoices(), styleChoices(), thresholdChoices(),
	}
	all := slices.Concat(tables...)
	slices.SortStableFunc(all, func(a, b Choice) int { return cmp.Compare(a.Axis, b.Axis) })
	return all
}

func rules(ids ...string) []string { return ids }

func groupChoices() []Choice {
	k := rules("SRP-02")
	return []Choice{
		{Generator, "five", "it computes with g = 5, RFC 5054's generator for this prime, in place of 2", rules("SRP-01")},
		{Multiplier, "unpadded", "it makes k without the byte 00 in front of N", k},
		{Multiplier, "fixed-width", "it makes k with g stretched to the length of N, as RFC 5054 does", k},
		{Multiplier, "text", "it makes k from the hexadecimal text of N and g", k},
		{Multiplier, "three", "it takes k = 3, as SRP-6 does", k},
		{Multiplier, "missing", "it leaves k out", k},
		{MultiplierOrder, "swapped", "it makes k from g and N, in this order", k},
	}
}

func publicChoices() []Choice {
	return []Choice{
		{PublicPower, "swapped", "it computes A = a^g, with base and exponent swapped", rules("SRP-01")},
	}
}

func privateKeyChoices() []Choice {
	x := rules("SRP-04", "SRP-05")
	choices := []Choice{
		{Salt, "unpadded", "it hashes the salt into x without its sign byte", x},
		{Salt, "raw", "it hashes the salt's bytes as they were sent, not the integer", x},
		{Salt, "text-padded", "it hashes the salt's digits as they were sent, redundant zeros kept", x},
		{Salt, "text", "it hashes the salt's hexadecimal text into x, as it was sent", x},
		{Salt, "integer-text", "it hashes the salt's hexadecimal text into x, zeros in front left out", x},
		{Salt, "group-width", "it hashes the salt into x stretched to the length of N", x},
		{Salt, "little-endian", "it hashes the salt's bytes in reverse into x", x},
		{InnerHash, "missing", "it leaves out the inner hash: x = H(salt ‖ group ‖ name ‖ \":\" ‖ secret)", x},
		{InnerHash, "text", "it hashes the inner hash as hexadecimal text", x},
		{InnerHash, "no-colon", "it leaves out the colon between name and secret", x},
	}
	choices = append(choices, placed(Group, GroupInX, GroupInProof, []Choice{
		{Value: "whole-id", Means: "the whole pool id", Rules: rules("SRP-22")},
		{Value: "last-part", Means: "what follows the last underscore of the pool id", Rules: rules("SRP-22")},
		{Value: "region", Means: "what stands before the underscore of the pool id", Rules: rules("SRP-22")},
		{Value: "pool-name", Means: "the pool's name in place of the DeviceGroupKey", Rules: rules("SRP-05", "SRP-08")},
		{Value: "missing", Means: "no group: neither pool name nor DeviceGroupKey", Rules: x},
	})...)
	name := rules("SRP-04", "SRP-05", "SRP-07", "SRP-08")
	choices = append(choices, placed(Name, NameInX, NameInProof, []Choice{
		{Value: "username", Means: "the user name in place of the protocol's name", Rules: name},
		{Value: "sub", Means: "the user's sub in place of the protocol's name", Rules: name},
		{Value: "alias", Means: "the alias that the user typed in place of the protocol's name", Rules: name},
		{Value: "device-key", Means: "the DeviceKey in place of USER_ID_FOR_SRP", Rules: name},
		{Value: "missing", Means: "no name", Rules: name},
	})...)
	return append(choices,
		Choice{PrivateKey, "swapped", "it makes x from the inner hash and the salt, in this order", x},
		Choice{PrivateKey, "little-endian", "it reads the hash that is x as a little-endian integer", x},
		Choice{VerifierPower, "swapped", "it computes x^g in place of g^x", x},
	)
}

// placed are wrong values of what enters both x and the proof: in both, in x alone,
// and in the proof alone.
func placed(both, inX, inProof Axis, values []Choice) []Choice {
	var choices []Choice
	for _, place := range []struct {
		axis         Axis
		suffix, text string
	}{
		{both, "-in-both", "in x and in the proof's message"}, {inX, "-in-x", "in x"}, {inProof, "-in-proof", "in the proof's message"},
	} {
		for _, value := range values {
			means := fmt.Sprintf("it takes %s, %s", value.Means, place.text)
			choices = append(choices, Choice{place.axis, value.Value + place.suffix, means, value.Rules})
		}
	}
	return choices
}

func scramblingChoices() []Choice {
	u := rules("SRP-03")
	return []Choice{
		{Received, "odd-digit-lost", "it loses the last digit of a B that has an odd number of them", rules("SRP-03", "SRP-06")},
		{Scrambling, "unpadded", "it makes u from A and B without their sign bytes", u},
		{Scrambling, "fixed-width", "it makes u from A and B stretched to the length of N, as RFC 5054 does", u},
		{Scrambling, "text", "it makes u from the hexadecimal text of A and B", u},
		{ScramblingTerms, "swapped", "it makes u from B and A, in this order", u},
		{ScramblingTerms, "sum", "it makes u from the sum A + B", u},
		{ScramblingTerms, "reduced", "it reduces A and B modulo N before it hashes them into u", u},
		{ScramblingHash, "little-endian", "it reads the hash that is u as a little-endian integer", u},
	}
}

func premasterChoices() []Choice {
	S := rules("SRP-06")
	return []Choice{
		{Premaster, "negative", "it does not reduce B − k·g^x to a positive integer, so that S comes out negative", S},
		{PremasterBytes, "unpadded", "it gives S to HKDF without its sign byte", S},
		{PremasterBytes, "fixed-width", "it gives S to HKDF stretched to the length of N", S},
		{PremasterBytes, "text", "it gives S to HKDF as hexadecimal text", S},
		{PremasterBytes, "little-endian", "it gives the bytes of S to HKDF in reverse", S},
		{ScramblingBytes, "unpadded", "it gives u to HKDF without its sign byte", S},
		{ScramblingBytes, "fixed-width", "it gives u to HKDF as 32 bytes, without a sign byte", S},
		{ScramblingBytes, "group-width", "it gives u to HKDF stretched to the length of N", S},
		{ScramblingBytes, "text", "it gives u to HKDF as hexadecimal text", S},
		{ScramblingBytes, "little-endian", "it gives the bytes of u to HKDF in reverse", S},
	}
}

func keyChoices() []Choice {
	K := rules("SRP-06")
	return []Choice{
		{KeyDerivation, "sha256", "it takes K = SHA-256(S), all 32 bytes, in place of HKDF", K},
		{KeyDerivation, "sha256-truncated", "it takes the first 16 bytes of SHA-256(S) as K, in place of HKDF", K},
		{KeyDerivation, "extract-only", "it stops HKDF after its first step, and takes 16 bytes of that", K},
		{Extract, "swapped", "it swaps HKDF's salt and input: u and S", K},
		{Info, "no-counter", "it leaves out the counter byte 01 after HKDF's info", K},
		{Info, "zero-counter", "it counts HKDF's blocks from 0, not from 1", K},
		{Info, "text-counter", "it writes HKDF's counter as the digit 1", K},
		{Info, "empty", "it leaves HKDF's info empty", K},
		{KeyLength, "thirty-two", "it takes 32 bytes of HKDF's output as K, not 16", K},
	}
}

func proofChoices() []Choice {
	proof, stamp := rules("SRP-07", "SRP-08"), rules("SRP-15", "SRP-17")
	choices := []Choice{
		{SecretBlock, "text", "it signs SECRET_BLOCK's base64 text, not the bytes", proof},
		{SecretBlock, "hex", "it signs SECRET_BLOCK as hexadecimal text, not the bytes", proof},
		{SecretBlock, "missing", "it leaves SECRET_BLOCK out of the proof", proof},
		{Timestamp, "missing", "it leaves TIMESTAMP out of the proof", proof},
		{Day, "padded-day", "it writes the day of TIMESTAMP with two digits", stamp},
		{Day, "space-padded-day", "it writes the day of TIMESTAMP with a space in front", stamp},
		{Clock, "twelve-hour", "it writes the hour of TIMESTAMP on a 12-hour clock", stamp},
	}
	for _, zone := range zones() {
		means := "it writes TIMESTAMP in local time, at " + zone
		choices = append(choices, Choice{Zone, "local" + zone, means, stamp})
	}
	return append(choices,
		Choice{ProofKey, "base64", "it keys the proof's HMAC with the base64 text of K", proof},
		Choice{ProofKey, "hex", "it keys the proof's HMAC with the hexadecimal text of K", proof},
		Choice{Proof, "swapped", "it swaps key and message of the proof's HMAC", proof},
	)
}

// zones are the offsets from UTC in use, but 0.
func zones() []string {
	var list []string
	for hour := -12; hour <= 14; hour++ {
		if hour != 0 {
			list = append(list, fmt.Sprintf("%+03d:00", hour))
		}
	}
	return append(list, "-09:30", "-03:30", "+03:30", "+04:30", "+05:30", "+05:45", "+06:30", "+08:45", "+09:30", "+10:30", "+12:45")
}

func registrationChoices() []Choice {
	sent := rules("DEV-CONF-10", "DEV-CONF-11")
	return []Choice{
		{SentSalt, "unpadded", "it sends the salt without its sign byte", sent},
		{SentSalt, "fixed-width", "it sends the salt as 16 bytes, without a sign byte", sent},
		{SentSalt, "text", "it sends the salt as hexadecimal text", sent},
		{SentSalt, "little-endian", "it sends the salt's bytes in reverse", sent},
		{SentVerifier, "unpadded", "it sends the verifier without its sign byte", sent},
		{SentVerifier, "fixed-width", "it sends the verifier as 384 bytes, without a sign byte", sent},
		{SentVerifier, "text", "it sends the verifier as hexadecimal text", sent},
		{SentVerifier, "little-endian", "it sends the verifier's bytes in reverse", sent},
		{PadBytes, "unpadded", "its pad leaves out the sign byte", rules("SRP-03")},
		{PadBytes, "fixed-width", "its pad stretches integers to the length of N", rules("SRP-03")},
	}
}

// styleChoices are one mistake made everywhere: they stand for the choice of the same
// name on each axis of one place that has no choice of its own.
func styleChoices() []Choice {
	choices := []Choice{
		{Padding, "unpadded", "it writes integers without a sign byte everywhere: N, A, B, the salt, u and S", everywhere()},
		{Padding, "fixed-width", "it stretches integers to a fixed width everywhere: g, A, B, the salt, u and S", everywhere()},
		{Padding, "group-width", "it stretches integers to the length of N everywhere: g, A, B, the salt, u and S", everywhere()},
		{Padding, "text", "it hashes integers as hexadecimal text everywhere: N, g, A, B, the salt, u and S", everywhere()},
		{Padding, "little-endian", "it writes the bytes of integers in reverse everywhere: N, A, B, the salt, u and S", everywhere()},
	}
	for _, style := range []struct{ value, means string }{
		{"unpadded", "without a sign byte"},
		{"fixed-width", "stretched to a fixed width, u to 32 bytes"},
		{"group-width", "stretched to the length of N"},
		{"text", "as hexadecimal text"},
		{"little-endian", "as bytes in reverse"},
	} {
		means := fmt.Sprintf("it writes A, B, u and S %s, but not the salt nor what k is made of", style.means)
		choices = append(choices, Choice{Padding, style.value + "-in-" + inExchange, means, rules("SRP-03", "SRP-06")})
	}
	return append(choices,
		Choice{Integers, "little-endian", "it reads hashes as little-endian integers everywhere: k, x and u", rules("SRP-02", "SRP-03", "SRP-04", "SRP-05")},
		Choice{MAC, "swapped", "it swaps key and message of HMAC everywhere: in both steps of HKDF and for the proof", rules("SRP-06", "SRP-07", "SRP-08")},
	)
}

// thresholdChoices put the sign byte in front of one first byte too many or too few.
func thresholdChoices() []Choice {
	x, sent := rules("SRP-04", "SRP-05"), rules("DEV-CONF-10", "DEV-CONF-11")
	var choices []Choice
	for _, number := range []struct {
		axis  Axis
		what  string
		rules []string
	}{
		{Salt, "the salt", x},
		{Scrambling, "A and B", rules("SRP-03")},
		{PremasterBytes, "S", rules("SRP-06")},
		{ScramblingBytes, "u in HKDF", rules("SRP-06")},
		{SentSalt, "the salt that it sends", sent},
		{SentVerifier, "the verifier that it sends", sent},
		{PadBytes, "a number", rules("SRP-03")},
		{Padding, "every number", everywhere()},
	} {
		for _, off := range []struct{ value, from string }{{"from-7f", "7f"}, {"after-80", "81"}} {
			means := fmt.Sprintf("it puts the byte 00 in front of %s from a first byte of %s on, not from 80 on", number.what, off.from)
			choices = append(choices, Choice{number.axis, off.value, means, number.rules})
		}
	}
	return choices
}

// everywhere are the rules that a mistake in all integers breaks.
func everywhere() []string { return rules("SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06") }

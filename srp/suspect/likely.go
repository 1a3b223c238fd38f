package suspect

import "slices"

// seenServer is a way in which a published server computes, or published code from
// which servers are made.
type seenServer struct{ variant, where string }

// seenServers lists them, the likeliest first. The order is that in which a server is
// asked.
func seenServers() []seenServer {
	const bigIntegers = "servers that take the bytes of a big integer from their library: Go's Int.Bytes, OpenSSL's BN_bn2bin, Python's to_bytes"
	const padStart = "servers that write integers by padStart or %0768x"
	const articles = "articles on SRP with Cognito, and emulators made after them (docs/protocol.md §5)"
	return []seenServer{
		{"padding=unpadded", bigIntegers},
		{"salt=raw,padding=group-width-in-exchange", "StackSim baca589, cognito.ts: A, B, u and S by one function, the salt as stored"},
		{"salt=raw,padding=unpadded-in-exchange", bigIntegers},
		{"salt=raw,padding=fixed-width-in-exchange", padStart},
		{"salt=raw,padding=group-width", padStart},
		{"salt=raw,padding=fixed-width", padStart},
		{"padding=unpadded-in-exchange", bigIntegers},
		{"padding=group-width-in-exchange", padStart},
		{"padding=fixed-width-in-exchange", padStart},
		{"padding=group-width", padStart},
		{"padding=fixed-width", "RFC 5054 §2.1, PAD()"},
		{"salt=raw,padding=unpadded", bigIntegers},
		{"key-derivation=sha256", articles},
		{"group=whole-id-in-both", "floci before PR#358"},
		{"multiplier=unpadded", articles},
		{"multiplier=fixed-width", "RFC 5054 §2.5.3"},
		{"salt=raw", "emulators that store the salt as bytes"},
		{"salt=unpadded", bigIntegers},
		{"salt=text", articles},
		{"scrambling=unpadded", articles},
		{"scrambling=fixed-width", "RFC 5054 §2.6"},
		{"premaster-bytes=unpadded", articles},
		{"premaster-bytes=fixed-width", padStart},
		{"scrambling-bytes=unpadded", bigIntegers},
		{"scrambling-bytes=fixed-width", padStart},
		{"scrambling-bytes=group-width", "an emulator that stretches u to 384 bytes (docs/protocol.md §5)"},
		{"key-length=thirty-two", articles},
		{"info=no-counter", articles},
		{"secret-block=text", articles},
		{"generator=five", "RFC 5054, appendix A, for this prime"},
		{"inner-hash=missing", articles},
		{"group=whole-id-in-proof", articles},
		{"name=alias-in-both", articles},
		{"name=sub-in-both", articles},
		{"name=username-in-both", articles},
		{"timestamp=padded-day", "servers that write TIMESTAMP anew by strftime"},
		{"timestamp=twelve-hour", "servers that write TIMESTAMP anew by strftime"},
	}
}

// Likely are the variants of published servers that one of the exchange's leg may be
// of, the likeliest first.
func Likely(e Exchange) []Variant {
	var list []Variant
	for _, server := range seenServers() {
		variant, err := ParseVariant(server.variant)
		if err != nil {
			continue // its test reads every id
		}
		if e.Device {
			variant = variant.onDevice()
		}
		foreign := func(c Choice) bool { return !serverMakes(c, e.Device) || !e.applies(c) }
		if variant.Size() == 0 || slices.ContainsFunc(variant.Choices(), foreign) || slices.Contains(list, variant) {
			continue
		}
		list = append(list, variant)
	}
	return list
}

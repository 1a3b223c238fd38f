package suspect

import (
	"bytes"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

// The axes that each value depends on.
var (
	axesOfInnerHash = []Axis{InnerHash, Group, GroupInX, Name, NameInX}

	axesOfX    = append([]Axis{Padding, Integers, Salt, PrivateKey}, axesOfInnerHash...)
	axesOfA    = []Axis{Generator, PublicPower}
	axesOfK    = []Axis{Padding, Integers, Generator, Multiplier, MultiplierOrder}
	axesOfV    = append([]Axis{Generator, VerifierPower}, axesOfX...)
	axesOfU    = append([]Axis{Padding, Integers, Received, Scrambling, ScramblingTerms, ScramblingHash}, axesOfA...)
	axesOfBase = append([]Axis{Received, Multiplier, MultiplierOrder}, axesOfV...)
	axesOfS    = append(append([]Axis{Premaster}, axesOfU...), axesOfBase...)
	// Those of the server's S, where v is given.
	axesOfServer = slices.Concat(axesOfU, axesOfK)
	axesOfKey    = append([]Axis{Padding, MAC, PremasterBytes, ScramblingBytes, KeyDerivation, Extract, Info, KeyLength}, axesOfS...)
	axesOfProof  = append([]Axis{SecretBlock, Timestamp, Day, Clock, Zone, ProofKey, Proof, GroupInProof, NameInProof}, axesOfKey...)
)

// inX is the variant as x sees it: what holds in the proof's message alone is
// dropped, and what holds in both is as if it held in x.
func (w Variant) inX() Variant {
	for _, axes := range placedAxes {
		if w.ways[axes.both] != 0 {
			w.ways[axes.inX] = wayOf(axes.inX, w.placed(axes.inX, axes.both)+"-in-x")
		}
		w.ways[axes.both], w.ways[axes.inProof] = 0, 0
	}
	return w
}

// group returns the group's text in one of the ways of its axis.
func (e *Exchange) group(way string) string {
	_, name, _ := strings.Cut(e.PoolID, "_")
	switch {
	case way == "missing":
		return ""
	case e.PoolID == "":
		return e.Identity.Group
	case e.Device && way == "pool-name":
		return name
	case e.Device:
		return e.Identity.Group
	case way == "whole-id":
		return e.PoolID
	case way == "last-part":
		return e.PoolID[strings.LastIndexByte(e.PoolID, '_')+1:]
	case way == "region":
		region, _, _ := strings.Cut(e.PoolID, "_")
		return region
	default:
		return e.Identity.Group
	}
}

// name returns the name's text in one of the ways of its axis.
func (e *Exchange) name(way string) string {
	if way == "" {
		return e.Identity.Name
	}
	return e.Names[way]
}

func generatorOf(w Variant) *big.Int {
	if w.way(Generator) == "five" {
		return big.NewInt(5)
	}
	return srp.G()
}

// multiplierOf is k = H(pad(N) ‖ pad(g)).
func multiplierOf(w Variant) *big.Int {
	g := generatorOf(w)
	switch way := w.way(Multiplier); way {
	case "three":
		return big.NewInt(3)
	case "missing":
		return big.NewInt(1)
	default:
		terms := [][]byte{bytesOf(modulus, way, groupWidth), bytesOf(g, way, groupWidth)}
		if w.way(MultiplierOrder) == "swapped" {
			slices.Reverse(terms)
		}
		return integer(hash(terms...), w.way(Integers))
	}
}

// saltBytes are the salt's bytes in x.
func saltBytes(text, way string) []byte {
	switch way {
	case "raw":
		return digits(text)
	case "text-padded":
		raw := digits(text)
		if len(raw) > 0 && raw[0] >= 0x80 {
			return append([]byte{0}, raw...)
		}
		return raw
	case "text":
		return []byte(text)
	default:
		return bytesOf(parsed(text), way, saltWidth)
	}
}

// innerHash is H(group ‖ name ‖ ":" ‖ secret).
func innerHash(e *Exchange, w Variant) []byte {
	group := []byte(e.group(w.placed(GroupInX, Group)))
	name := []byte(e.name(w.placed(NameInX, Name)))
	secret := []byte(e.Identity.Secret)
	switch w.way(InnerHash) {
	case "missing":
		return bytes.Join([][]byte{group, name, []byte(":"), secret}, nil)
	case "text":
		return hexText(hash(group, name, []byte(":"), secret))
	case "no-colon":
		return hash(group, name, secret)
	default:
		return hash(group, name, []byte(":"), secret)
	}
}

// privateKey is x = H(pad(salt) ‖ inner hash).
func privateKey(e *Exchange, w Variant) *big.Int {
	if e.X != nil {
		return e.X
	}
	salt, inner := saltBytes(e.Salt, w.way(Salt)), innerHash(e, w)
	way := w.way(PrivateKey)
	if way == "swapped" {
		return integer(hash(inner, salt), "")
	}
	return integer(hash(salt, inner), way)
}

// received is B as a client reads it.
func received(text string, w Variant) *big.Int {
	if w.way(Received) == "odd-digit-lost" {
		text = text[:len(text)&^1]
	}
	return parsed(text)
}

// scramblingOf is u = H(pad(A) ‖ pad(B)).
func scramblingOf(A, B *big.Int, w Variant) *big.Int {
	terms := []*big.Int{A, B}
	switch w.way(ScramblingTerms) {
	case "sum":
		terms = []*big.Int{new(big.Int).Add(A, B)}
	case "reduced":
		terms = []*big.Int{reduced(A), reduced(B)}
	case "swapped":
		terms = []*big.Int{B, A}
	}
	var hashed [][]byte
	for _, term := range terms {
		hashed = append(hashed, bytesOf(term, w.way(Scrambling), groupWidth))
	}
	return integer(hash(hashed...), w.way(ScramblingHash))
}

// sessionKey is K = HKDF(salt pad(u), input pad(S)).
func sessionKey(S, u *big.Int, w Variant) []byte {
	input := bytesOf(S, w.way(PremasterBytes), groupWidth)
	salt := bytesOf(u, w.way(ScramblingBytes), hashWidth)
	derivation := w.way(KeyDerivation)
	switch derivation {
	case "sha256":
		return hash(input)
	case "sha256-truncated":
		return hash(input)[:sessionKeyBytes]
	}
	extracted := mac(salt, input)
	if w.way(Extract) == "swapped" {
		extracted = mac(input, salt)
	}
	if derivation == "extract-only" {
		return extracted[:sessionKeyBytes]
	}
	expanded := mac(extracted, infoOf(w))
	if w.way(MAC) == "swapped" {
		expanded = mac(infoOf(w), extracted)
	}
	if w.way(KeyLength) == "thirty-two" {
		return expanded
	}
	return expanded[:sessionKeyBytes]
}

const sessionKeyBytes = 16

func infoOf(w Variant) []byte {
	const info = "Caldera Derived Key"
	switch w.way(Info) {
	case "no-counter":
		return []byte(info)
	case "zero-counter":
		return []byte(info + "\x00")
	case "text-counter":
		return []byte(info + "1")
	case "empty":
		return []byte("\x01")
	default:
		return []byte(info + "\x01")
	}
}

// proofOf is HMAC(K, group ‖ name ‖ secret block ‖ timestamp).
func proofOf(e *Exchange, key []byte, w Variant) []byte {
	message := bytes.Join([][]byte{
		[]byte(e.group(w.placed(GroupInProof, Group))),
		[]byte(e.name(w.placed(NameInProof, Name))),
		blockBytes(e.SecretBlock, w.way(SecretBlock)),
		[]byte(stamped(e.Timestamp, w)),
	}, nil)
	switch w.way(ProofKey) {
	case "base64":
		key = []byte(base64.StdEncoding.EncodeToString(key))
	case "hex":
		key = hexText(key)
	}
	if w.way(Proof) == "swapped" {
		return mac(message, key)
	}
	return mac(key, message)
}

func blockBytes(text, way string) []byte {
	switch way {
	case "text":
		return []byte(text)
	case "missing":
		return nil
	case "hex":
		return hexText(srp.LenientBase64(text))
	default:
		return srp.LenientBase64(text)
	}
}

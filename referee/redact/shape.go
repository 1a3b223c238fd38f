package redact

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/srp"
)

var (
	isHex    = regexp.MustCompile(`^[0-9a-fA-F]+$`)
	isUUID   = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	isKey    = regexp.MustCompile(`^([a-z]{2}(?:-[a-z]+)+-\d_)([0-9a-f-]+)$`) // a device's
	isIssuer = regexp.MustCompile(`^(https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com/[a-z0-9-]+_)([A-Za-z0-9]+)$`)
	isCode   = regexp.MustCompile(`^\d{4,10}$`)
	isPhone  = regexp.MustCompile(`^\+\d{4,15}$`)
)

// shape makes the pseudonym that has the value's form: what a rule can see of a value
// without knowing a secret is the same of both.
func (p *Pseudonyms) shape(v *value, text string) string {
	shaped := p.shapeOf(v, text)
	if shaped == text && !isHex.MatchString(text) { // of few characters, or of none that are replaced
		return v.label()
	}
	return shaped
}

func (p *Pseudonyms) shapeOf(v *value, text string) string {
	switch {
	case v.kind == Password:
		return fmt.Sprintf("Password-%d", v.number)
	case v.kind == Code && isCode.MatchString(text):
		return fmt.Sprintf("%0*d", len(text), v.number)
	case strings.Count(text, ".") == 2 && strings.HasPrefix(text, "eyJ"):
		return p.token(text)
	case isUUID.MatchString(text):
		return p.characters(text, hexDigits)
	case isKey.MatchString(text):
		parts := isKey.FindStringSubmatch(text)
		return parts[1] + p.characters(parts[2], hexDigits)
	case isIssuer.MatchString(text):
		parts := isIssuer.FindStringSubmatch(text)
		return parts[1] + p.characters(parts[2], classes)
	}
	switch v.kind {
	case Name, "destination":
		return name(v, text)
	case "device-name": // of which the length is bounded
		const usual = 128
		if n := utf8.RuneCountInString(text); n > usual {
			return v.label() + strings.Repeat("x", n-len(v.label()))
		}
		return v.label()
	case Code, other:
		return v.label()
	case "SRP_A", "SRP_B", "salt", "verifier", "signature", "secret-hash", "client-secret":
		return p.number(text)
	default:
		return p.characters(text, classes)
	}
}

// name is a name of the same sort: an e-mail address, a telephone number, or any other.
func name(v *value, text string) string {
	switch {
	case strings.Contains(text, "@"):
		return v.label() + "@example.com"
	case isPhone.MatchString(text):
		return fmt.Sprintf("+1555%07d", v.number)
	default:
		return v.label()
	}
}

// number is a number of the same length and size, in hexadecimal digits or in base64. One
// that is a multiple of N or a power of two stays: it is no secret, but a fault.
func (p *Pseudonyms) number(text string) string {
	if isHex.MatchString(text) {
		return p.hex(text)
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		raw, err := encoding.Strict().DecodeString(text)
		if err != nil || len(raw) == 0 || strings.ContainsAny(text, "\r\n") {
			continue
		}
		if isHex.Match(raw) {
			return encoding.EncodeToString([]byte(p.hex(string(raw))))
		}
		if replaced, err := hex.DecodeString(p.hex(hex.EncodeToString(raw))); err == nil {
			return encoding.EncodeToString(replaced)
		}
	}
	return p.characters(text, classes)
}

// hex keeps the digits that say how large the number is: zeros, the first one that is none,
// and those that it has in common with N, with the next.
func (p *Pseudonyms) hex(text string) string {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok || new(big.Int).Mod(n, srp.N()).Sign() == 0 || n.TrailingZeroBits() == uint(n.BitLen()-1) {
		return text
	}
	digits := strings.TrimLeft(text, "0")
	kept := 1
	if modulus := srp.N().Text(16); len(digits) == len(modulus) {
		for kept < len(digits) && strings.EqualFold(digits[:kept], modulus[:kept]) {
			kept++
		}
	}
	return p.charactersAfter(text, len(text)-len(digits)+kept, hexDigits)
}

// alphabet is the characters among which one is replaced; "" for one that stays.
type alphabet func(c byte) string

func hexDigits(c byte) string {
	switch {
	case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		return "0123456789abcdef"
	case c >= 'A' && c <= 'F':
		return "0123456789ABCDEF"
	}
	return ""
}

func classes(c byte) string {
	switch {
	case c >= '0' && c <= '9':
		return "0123456789"
	case c >= 'A' && c <= 'Z':
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	case c >= 'a' && c <= 'z', c >= 0x80:
		return "abcdefghijklmnopqrstuvwxyz"
	}
	return ""
}

func (p *Pseudonyms) characters(text string, of alphabet) string {
	return p.charactersAfter(text, 0, of)
}

// charactersAfter replaces the characters of a text after the first ones. What replaces one
// depends on all before it, less those that stay, so that the pseudonyms of two texts have
// a beginning in common where the texts do: a Session that was cut short shows as one.
func (p *Pseudonyms) charactersAfter(text string, kept int, of alphabet) string {
	state := sha256.Sum256(append(p.key[:], text[:kept]...))
	out := []byte(text)
	for i := kept; i < len(text); i++ {
		choice := of(text[i])
		if choice == "" {
			continue
		}
		const drawn = 16 // bits, in which no choice is noticeably likelier
		out[i] = choice[(int(state[0])<<8|int(state[1]))*len(choice)>>drawn]
		state = sha256.Sum256(append(state[:], text[i]))
	}
	return string(out)
}

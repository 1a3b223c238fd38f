package suites

import (
	"encoding/base64"
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
)

// secretBlockIsBound sends SECRET_BLOCKs that differ a little from the one
// issued, with the proof over the right one and over the one sent.
func secretBlockIsBound(c *Check) {
	changes := map[string]func([]byte) []byte{
		"first bit changed":  flipBit(7),
		"last byte cut off":  func(b []byte) []byte { return b[:len(b)-1] },
		"a byte appended":    func(b []byte) []byte { return append(b, 0) },
		"first half alone":   func(b []byte) []byte { return b[:len(b)/2] },
		"middle bit changed": func(b []byte) []byte { return flipBit(len(b) * 4)(b) },
		"last bit changed":   func(b []byte) []byte { return flipBit((len(b) - 1) * 8)(b) },
	}
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		refused := refusing(c)
		for change, spoil := range sorted(changes) {
			for _, signed := range []string{"the one issued", "the one sent"} {
				c.CaseIn(name, strings.Join([]string{name, change, "proof over " + signed}, ", "), func() {
					l := at(freshEphemeral)
					refused(l, proveOtherBlock(c, l, spoil, signed == "the one sent"), "a SECRET_BLOCK with its "+change)
				})
			}
		}
	})
}

// proveOtherBlock answers with a spoilt SECRET_BLOCK, and a proof over that or over
// the right one.
func proveOtherBlock(c *Check, l scenarios.Leg, spoil func([]byte) []byte, signIt bool) error {
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	block := srp.LenientBase64(e.SecretBlock)
	c.Expect(block).NotTo(BeEmpty(), "SECRET_BLOCK")
	sent := e
	sent.SecretBlock = base64.StdEncoding.EncodeToString(spoil(block))
	if signIt {
		e = sent
	}
	return l.ProveBy(c.Context(), sent, l.Proof(e))
}

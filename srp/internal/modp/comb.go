package modp

import "math/big"

// The sizes of the tables. g's has 16·2^8 elements of 480 bytes, which is just
// under 2 MB, for exponents of 1024 bits at 128 multiplications and 8 squarings;
// another Base's has 4·2^4, for 256 bits at 64 and 16.
const (
	generatorTeeth = 8
	generatorWords = 1024 / wordBits
	baseTeeth      = 4
	baseWords      = 256 / wordBits
)

// comb is Lim and Lee's table for the powers of one base: for every word of the
// exponent a comb of teeth, spaced 64/teeth bits, that picks as many bits of
// the word at once.
//
//	table[w·2^teeth + digit] = base^(2^(64·w) · Σ digit_i·2^(i·64/teeth))
type comb struct {
	teeth, words int
	table        []element
}

// spacing is the distance of two teeth in bits.
func (c *comb) spacing() int { return wordBits / c.teeth }

// entry returns the element for the bits of word w that the comb, moved up by
// shift bits, picks.
func (c *comb) entry(w int, word uint64, shift int) *element {
	digit, spacing := 0, c.spacing()
	for i := range c.teeth {
		digit |= int(word>>(shift+i*spacing)&1) << i
	}
	return &c.table[w<<c.teeth|digit]
}

// newComb builds the table of a base.
func (g *Group) newComb(base *big.Int, teeth, words int) *comb {
	c := &comb{teeth: teeth, words: words, table: make([]element, words<<teeth)}
	var tooth element
	g.toElement(&tooth, base)
	for start := 0; start < len(c.table); start += 1 << teeth {
		table := c.table[start : start+1<<teeth]
		table[0] = g.one
		for i := range teeth {
			// All sums of the teeth below, with this one added.
			for digit := range 1 << i {
				g.multiply(&table[1<<i|digit], &table[digit], &tooth)
			}
			for range c.spacing() {
				g.square(&tooth, &tooth)
			}
		}
	}
	return c
}

// powerOfComb sets z to the power e of the comb's base and returns it.
func (g *Group) powerOfComb(z *big.Int, c *comb, e *big.Int) *big.Int {
	var (
		split  exponent
		result element
	)
	split.set(e)
	result = g.one
	// An exponent beyond the table is worked off in pieces from the top.
	for end := split.used; end > 0; {
		start := (end - 1) / c.words * c.words
		if end < split.used {
			for range c.words*wordBits - c.spacing() {
				g.square(&result, &result)
			}
		}
		g.multiplyPiece(&result, c, split.words[start:end])
		end = start
	}
	g.fromElement(z, &result)
	return z
}

// multiplyPiece sets z = z^(2^spacing) · base^piece. It multiplies by 1 where
// the exponent has no bits, so that all exponents take as long.
func (g *Group) multiplyPiece(z *element, c *comb, piece []uint64) {
	for shift := c.spacing() - 1; shift >= 0; shift-- {
		g.square(z, z)
		for w, word := range piece {
			g.multiply(z, z, c.entry(w, word, shift))
		}
	}
}

package modp

import (
	"encoding/binary"
	"math/big"
)

const (
	wordBits = 64
	// words is the length of N in words of 64 bits.
	words = Bits / wordBits
	bytes = Bits / 8
)

// modulusWords is N, lowest word first.
var modulusWords = wordsOf(modulus)

// wordsOf returns n < 2^3072, lowest word first.
func wordsOf(n *big.Int) (split [words]uint64) {
	var buffer [bytes]byte
	n.FillBytes(buffer[:])
	for i := range split {
		split[i] = binary.BigEndian.Uint64(buffer[bytes-8*(i+1):])
	}
	return split
}

// setWords sets n to the number that split holds, lowest word first.
func setWords(n *big.Int, split *[words]uint64) {
	var buffer [bytes]byte
	for i, word := range split {
		binary.BigEndian.PutUint64(buffer[bytes-8*(i+1):], word)
	}
	n.SetBytes(buffer[:])
}

// maxExponentWords bounds the exponents that the package's own arithmetic
// takes; math/big takes the others.
const maxExponentWords = 136

// exponent is a number of at most maxExponentWords words.
type exponent struct {
	words [maxExponentWords]uint64
	used  int // its length without leading zero words
}

// set splits n, which is not negative and not too long.
func (e *exponent) set(n *big.Int) {
	var buffer [8 * maxExponentWords]byte
	e.used = (n.BitLen() + wordBits - 1) / wordBits
	n.FillBytes(buffer[:8*e.used])
	for i := range e.used {
		e.words[i] = binary.BigEndian.Uint64(buffer[8*(e.used-i-1):])
	}
}

// bit returns bit i.
func (e *exponent) bit(i int) uint {
	return uint(e.words[i/wordBits]>>(i%wordBits)) & 1
}

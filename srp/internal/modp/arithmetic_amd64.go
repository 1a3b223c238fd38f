package modp

import (
	"math/big"

	"golang.org/x/sys/cpu"
)

// accelerated lists the implementations in assembly that this processor, and
// the operating system, can run.
func accelerated() []Implementation {
	var list []Implementation
	if cpu.X86.HasADX && cpu.X86.HasBMI2 {
		list = append(list, ADX)
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512IFMA {
		list = append(list, IFMA)
	}
	return list
}

// multiply sets z = x·y/R (mod N), which is the Montgomery form of the product.
// z may be x or y.
func (g *Group) multiply(z, x, y *element) {
	switch g.implementation {
	case IFMA:
		multiplyIFMA(&z.limbs, &x.limbs, &y.limbs, &modulusLimbs)
	case ADX:
		var product [2 * words]uint64
		productADX(&product, x.words(), y.words())
		reduceADX(z.words(), &product, &modulusWords)
	default:
		multiplyPortable(z.words(), x.words(), y.words())
	}
}

// square sets z = x²/R (mod N). z may be x.
func (g *Group) square(z, x *element) {
	switch g.implementation {
	case IFMA:
		var columns [2 * ifmaLimbs]uint64
		squareIFMA(&columns, &x.limbs)
		reduceIFMA(&z.limbs, &columns, &shiftedModulus)
	case ADX:
		var product [2 * words]uint64
		squareADX(&product, x.words())
		reduceADX(z.words(), &product, &modulusWords)
	default:
		squarePortable(z.words(), x.words())
	}
}

// modulusLimbs is N in limbs of 52 bits, lowest first.
var modulusLimbs = splitLimbs(&modulusWords)

// shiftedModulus is what reduceIFMA takes: the lowest 8 limbs of N+1, then the
// others moved up by 0 to 8 limbs.
var shiftedModulus = shiftModulus()

func shiftModulus() (shifted [8 + 9*64]uint64) {
	next := wordsOf(new(big.Int).Add(modulus, big.NewInt(1)))
	limbs := splitLimbs(&next)
	upper := shifted[copy(shifted[:], limbs[:8]):]
	for by := range 9 {
		copy(upper[by*64+by:], limbs[8:])
	}
	return shifted
}

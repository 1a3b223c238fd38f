package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// reduceADX generates z = t/2^3072 (mod N): 2256 word products. Block i of t is
// made 0 by adding a multiple of N that 8 quotient words give, each the
// lowest word of what is left, because −1/N mod 2^64 is 1.
func reduceADX() {
	TEXT("reduceADX", 0, "func(z *[48]uint64, t *[96]uint64, modulus *[48]uint64)")
	Pragma("noescape")
	Doc("reduceADX sets z = t/2^3072 (mod N), where modulus is N, and destroys t.")
	quotients, carry, topCarry := AllocLocal(blockBytes), local(), local()
	factorEnd, sumEnd := local(), local()
	Load(Param("t"), sum)
	remember(sum, sumEnd)
	Load(Param("modulus"), factor)
	remember(factor, factorEnd)
	MOVQ(U32(0), topCarry)
	LEAQ(quotients, multipliers)

	Label("blocks")
	Load(Param("modulus"), factor)
	clearAccumulator(carry)
	addSum(carry)
	findQuotients()
	Label("factors")
	ADDQ(U8(blockBytes), sum)
	ADDQ(U8(blockBytes), factor)
	CMPQ(factor, factorEnd)
	JEQ(LabelRef("factorsDone"))
	addSum(carry)
	multiplyBlock()
	JMP(LabelRef("factors"))
	Label("factorsDone")
	addTop(carry, topCarry)
	SUBQ(U32((blocks-1)*blockBytes), sum)
	CMPQ(sum, sumEnd)
	JNE(LabelRef("blocks"))

	subtractExcess(carry, topCarry)
	RET()
}

// findQuotients is the block in which the quotient words are found, and the
// lowest 8 words of the sum become 0. The lowest word of N is 2^64−1: its
// product with the quotient q, added to q itself, is q·2^64, so that q is
// merely added to the next word.
func findQuotients() {
	acc := accumulator
	for i := range block {
		quotient := acc[0]
		MOVQ(quotient, multiplier)
		MOVQ(quotient, at(multipliers, i))
		acc = quotientRow(acc)
	}
}

// quotientRow is row for a quotient: it leaves out the lowest word of N.
func quotientRow(acc []reg.GPPhysical) []reg.GPPhysical {
	lowest := acc[0]
	XORL(low.As32(), low.As32()) // clears both carry flags
	ADOXQ(multiplier, acc[1])
	for i := 1; i < block; i++ {
		if i == block-1 {
			MULXQ(at(factor, i), low, lowest)
			ADCXQ(low, acc[i])
			break
		}
		MULXQ(at(factor, i), low, high)
		ADCXQ(low, acc[i])
		ADOXQ(high, acc[i+1])
	}
	ADOXQ(none, lowest)
	ADCXQ(none, lowest)
	return append(append([]reg.GPPhysical{}, acc[1:]...), lowest)
}

// addTop adds the accumulator above the words that N reached, with the carry
// that the block below left there.
func addTop(carry, topCarry Mem) {
	// The accumulator can take the carry of its own: it is the upper half of
	// a sum that fits.
	restoreCarry(carry)
	for _, word := range accumulator {
		ADCQ(U8(0), word)
	}
	restoreCarry(topCarry)
	for i, word := range accumulator {
		ADCQ(at(sum, i), word)
		MOVQ(word, at(sum, i))
	}
	keepCarry(topCarry)
}

// subtractExcess sets z to the upper half of t, less N if that carried.
func subtractExcess(borrow, topCarry Mem) {
	mask, target := multipliers, multiplier
	Load(Param("z"), target)
	Load(Param("modulus"), factor)
	MOVQ(topCarry, mask)
	MOVQ(U32(0), borrow)
	for start := 0; start < words; start += block {
		// The masked words first, so that the borrow runs through undisturbed.
		for i, word := range accumulator {
			MOVQ(at(factor, start+i), word)
			ANDQ(mask, word)
		}
		restoreCarry(borrow)
		for i, word := range accumulator {
			MOVQ(at(sum, start+i), high)
			SBBQ(word, high)
			MOVQ(high, at(target, start+i))
		}
		keepCarry(borrow)
	}
}

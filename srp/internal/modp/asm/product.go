package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// productADX generates t = x·y: 36 blocks of 64 word products.
func productADX() {
	TEXT("productADX", 0, "func(t *[96]uint64, x, y *[48]uint64)")
	Pragma("noescape")
	Doc("productADX sets t = x·y. The lower half of t has to be 0.")
	carry, factorStart, factorEnd, multipliersEnd := local(), local(), local(), local()
	Load(Param("t"), sum)
	Load(Param("x"), factor)
	Load(Param("y"), multipliers)
	MOVQ(factor, factorStart)
	remember(factor, factorEnd)
	remember(multipliers, multipliersEnd)

	Label("multipliers")
	clearAccumulator(carry)
	Label("factors")
	addSum(carry)
	multiplyBlock()
	ADDQ(U8(blockBytes), sum)
	ADDQ(U8(blockBytes), factor)
	CMPQ(factor, factorEnd)
	JNE(LabelRef("factors"))

	storeAccumulator(carry)
	MOVQ(factorStart, factor)
	SUBQ(U32((blocks-1)*blockBytes), sum)
	ADDQ(U8(blockBytes), multipliers)
	CMPQ(multipliers, multipliersEnd)
	JNE(LabelRef("multipliers"))
	RET()
}

// squareADX generates t = x²: 1128 products of two words, doubled, and 48
// squares.
func squareADX() {
	TEXT("squareADX", 0, "func(t *[96]uint64, x *[48]uint64)")
	Pragma("noescape")
	Doc("squareADX sets t = x². The lower half of t has to be 0.")
	carry, factorEnd := local(), local()
	Load(Param("t"), sum)
	Load(Param("x"), multipliers)
	remember(multipliers, factorEnd)

	// Block i with itself, then with the blocks above it. sum runs two blocks
	// further with every block of multipliers.
	Label("multipliers")
	MOVQ(multipliers, factor)
	clearAccumulator(carry)
	addSum(carry)
	multiplyTriangle()
	Label("factors")
	ADDQ(U8(blockBytes), sum)
	ADDQ(U8(blockBytes), factor)
	CMPQ(factor, factorEnd)
	JEQ(LabelRef("factorsDone"))
	addSum(carry)
	multiplyBlock()
	JMP(LabelRef("factors"))
	Label("factorsDone")
	storeAccumulator(carry)
	// Back to the start of block i, and on to 2·(i+1).
	MOVQ(multipliers, low)
	SUBQ(factorEnd, low)
	LEAQ(Mem{Base: sum, Index: low, Scale: 1, Disp: 2 * blockBytes}, sum)
	ADDQ(U8(blockBytes), multipliers)
	CMPQ(multipliers, factorEnd)
	JNE(LabelRef("multipliers"))

	doubleAndAddSquares()
	RET()
}

// multiplyTriangle is multiplyBlock for a block with itself: only the products
// of two different words, each once.
func multiplyTriangle() {
	acc := accumulator
	for i := range block {
		MOVQ(at(multipliers, i), multiplier)
		acc = row(acc, i+1, func(lowest reg.GPPhysical) { MOVQ(lowest, at(sum, i)) })
	}
}

// doubleAndAddSquares doubles t and adds x[i]² at word 2i, with a carry chain
// for each.
func doubleAndAddSquares() {
	Load(Param("t"), sum)
	Load(Param("x"), factor)
	even, odd := accumulator[0], accumulator[1]
	XORL(low.As32(), low.As32()) // clears both carry flags
	for i := range words {
		MOVQ(at(factor, i), multiplier)
		MULXQ(multiplier, low, high)
		MOVQ(at(sum, 2*i), even)
		MOVQ(at(sum, 2*i+1), odd)
		ADCXQ(even, even)
		ADOXQ(low, even)
		ADCXQ(odd, odd)
		ADOXQ(high, odd)
		MOVQ(even, at(sum, 2*i))
		MOVQ(odd, at(sum, 2*i+1))
	}
}

// local reserves a word of the frame.
func local() Mem { return AllocLocal(8) }

// remember stores the address of what follows the words at base.
func remember(base reg.GPPhysical, place Mem) {
	LEAQ(at(base, words), low)
	MOVQ(low, place)
}

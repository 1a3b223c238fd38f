package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// carryLimbs brings all lanes of total below 2^52.
func carryLimbs() {
	VPTERNLOGQ(U8(0xff), ones, ones, ones)
	VPSRLQ(U8(64-limbBits), ones, limbMask)
	// A first pass moves what is above 52 bits up by a lane.
	carries, below := other, zero
	for i := range vectors {
		VPSRLQ(U8(limbBits), total[i], carries[i])
		VPANDQ(limbMask, total[i], total[i])
	}
	for i := range vectors {
		VALIGNQ(U8(7), below, carries[i], excess)
		VPADDQ(excess, total[i], total[i])
		below = carries[i]
	}
	rippleCarries()
}

// rippleCarries carries what is left, at most 1 from each lane, through lanes
// that are full. With a bit a lane in `above` (carries) and `full` (would pass a
// carry on), the lanes that receive one are (2·above + full) ⊕ full: the
// addition of 64-bit integers does the rippling.
func rippleCarries() {
	above, full, bits := reg.RAX, reg.RBX, reg.RCX
	XORL(above.As32(), above.As32())
	XORL(full.As32(), full.As32())
	for i := vectors - 1; i >= 0; i-- {
		gather(above, U8(6), total[i], bits) // greater than the mask
		gather(full, U8(0), total[i], bits)  // equal to it
	}
	LEAQ(Mem{Base: full, Index: above, Scale: 2}, above)
	XORQ(full, above)
	for i := range vectors {
		KMOVB(above.As32(), reg.K2)
		SHRQ(U8(8), above)
		VPSUBQ(ones, total[i], reg.K2, total[i])
		VPANDQ(limbMask, total[i], total[i])
	}
}

// gather shifts the outcome of comparing eight lanes with the mask into set.
func gather(set reg.GPPhysical, predicate Constant, register reg.VecPhysical, bits reg.GPPhysical) {
	VPCMPUQ(predicate, limbMask, register, reg.K2)
	KMOVB(reg.K2, bits.As32())
	SHLQ(U8(8), set)
	ORQ(bits, set)
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// With AVX-512 IFMA the numbers have 60 limbs of 52 bits, in eight registers:
// lane i of register k is limb 8k+i. VPMADD52 adds the low or the high 52 bits
// of eight products of limbs to eight lanes of 64 bits, which therefore take
// all that a multiplication adds up before anything has to be carried.
const (
	limbs       = 60
	limbBits    = 52
	vectors     = 8
	vectorBytes = 64
)

// vector is a number's registers.
type vector [vectors]reg.VecPhysical

var (
	total   = vector{reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7}
	other   = vector{reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15}
	modulus = vector{reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23}

	limb, quotient, excess = reg.Z24, reg.Z25, reg.Z26
	zero, ones, limbMask   = reg.Z27, reg.Z28, reg.Z29
	lowestLane             = reg.K1
)

// sized returns as much of a register as vector i needs: the last has four
// limbs, and half a register is done in half the time.
func sized(i int, register reg.VecPhysical) reg.Register {
	if i == vectors-1 {
		return register.AsY()
	}
	return register
}

// addLow and addHigh add the low or the high halves of limb × number.
func addLow(number vector, limb reg.VecPhysical) {
	for i := range vectors {
		VPMADD52LUQ(sized(i, number[i]), sized(i, limb), sized(i, total[i]))
	}
}

func addHigh(number vector, limb reg.VecPhysical) {
	for i := range vectors {
		VPMADD52HUQ(sized(i, number[i]), sized(i, limb), sized(i, total[i]))
	}
}

// multiplyIFMA generates z = x·y/2^3120 (mod N): 60 rows, one for every limb of
// y, each of 120 word products, half of them for the reduction. There is no
// squaring of its own: in rows that are reduced as they go, half of the
// products would have to be doubled, and a limb of 53 bits does not fit.
func multiplyIFMA() {
	TEXT("multiplyIFMA", NOSPLIT, "func(z, x, y, modulus *[60]uint64)")
	Pragma("noescape")
	Doc("multiplyIFMA sets z = x·y/2^3120 (mod N), where modulus is N. Given x, y < 16N it leaves z < 2N.")
	multiplicand, multiplier, n, rows := reg.RSI, reg.RDI, reg.RBX, reg.ECX
	Load(Param("x"), multiplicand)
	Load(Param("y"), multiplier)
	Load(Param("modulus"), n)
	for i := range vectors {
		VMOVDQU64(Mem{Base: multiplicand, Disp: vectorBytes * i}, sized(i, other[i]))
		VMOVDQU64(Mem{Base: n, Disp: vectorBytes * i}, sized(i, modulus[i]))
		VPXORQ(total[i], total[i], total[i])
	}
	VPXORQ(zero, zero, zero)
	MOVL(U32(1), reg.EAX)
	KMOVB(reg.EAX, lowestLane)

	MOVL(U32(limbs), rows)
	Label("row")
	VPBROADCASTQ(Mem{Base: multiplier}, limb)
	ADDQ(U8(8), multiplier)
	multiplyRow()
	DECL(rows)
	JNZ(LabelRef("row"))

	carryLimbs()
	Load(Param("z"), reg.RDI)
	for i := range vectors {
		VMOVDQU64(sized(i, total[i]), Mem{Base: reg.RDI, Disp: vectorBytes * i})
	}
	VZEROUPPER()
	RET()
}

// multiplyRow sets total = (total + limb·other + quotient·N)/2^52, where the
// quotient makes the lowest limb 0. It is that limb itself, because −1/N mod
// 2^52 is 1; its bits above 52 do not matter to VPMADD52.
func multiplyRow() {
	addLow(other, limb)
	VPBROADCASTQ(total[0].AsX(), quotient)
	addLow(modulus, quotient)
	VPSRLQ(U8(limbBits), total[0], excess)
	for i := range vectors - 1 {
		VALIGNQ(U8(1), total[i], total[i+1], total[i])
	}
	last := total[vectors-1].AsY()
	VALIGNQ(U8(1), last, zero.AsY(), last)
	VPADDQ(excess, total[0], lowestLane, total[0])
	addHigh(other, limb)
	addHigh(modulus, quotient)
}

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

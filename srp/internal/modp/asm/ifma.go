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
	lanes       = 8
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
// y, each of 120 limb products, half of them for the reduction.
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
	storeTotal()
	RET()
}

// storeTotal sets z to total.
func storeTotal() {
	target := reg.RDI
	Load(Param("z"), target)
	for i := range vectors {
		VMOVDQU64(sized(i, total[i]), Mem{Base: target, Disp: vectorBytes * i})
	}
	VZEROUPPER()
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

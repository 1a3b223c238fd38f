package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The registers of the reduction that stay what they are.
var (
	lowest, above, lowModulus = reg.Z0, reg.Z1, reg.Z2
	nothing, overflow         = reg.Z3, reg.Z4
	columnsIn, shifts         = reg.RSI, reg.RBX
)

// reduction is what the registers that change roles hold.
type reduction struct {
	window    []reg.VecPhysical // the columns above the lowest eight
	quotients []reg.VecPhysical // those of this block
	before    []reg.VecPhysical // and of the block before
}

// reduceIFMA generates z = t/2^3120 (mod N): 60 quotients, each the lowest limb
// of what is left, because −1/N mod 2^52 is 1.
//
// They come in blocks of eight. Within a block only the lowest register waits
// for the quotients; the registers above take up the quotients of the block
// before in the meantime. Quotient r of a block times N belongs r lanes higher,
// so N is there in all nine shifts. It is N+1 in truth: quotient·(N+1) leaves
// the lowest limb as it is, and subtracting the quotient makes it 0.
func reduceIFMA() {
	TEXT("reduceIFMA", NOSPLIT, "func(z *[60]uint64, t *[120]uint64, shifts *[584]uint64)")
	Pragma("noescape")
	Doc("reduceIFMA sets z = t/2^3120 (mod N), where t is in columns that are not carried,",
		"and shifts is shiftedModulus. Given t < 256N² it leaves z < 2N.")
	r := reduction{
		window:    []reg.VecPhysical{reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12},
		quotients: []reg.VecPhysical{reg.Z13, reg.Z14, reg.Z15, reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20},
		before:    []reg.VecPhysical{reg.Z21, reg.Z22, reg.Z23, reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28},
	}
	Load(Param("t"), columnsIn)
	Load(Param("shifts"), shifts)
	VMOVDQU64(column(0), lowest)
	for i, register := range r.window {
		VMOVDQU64(column(1+i), register)
	}
	VMOVDQU64(Mem{Base: shifts}, lowModulus)
	VPXORQ(nothing, nothing, nothing)
	MOVL(U32(1), reg.EAX)
	KMOVB(reg.EAX, lowestLane)

	const blocks = vectors
	for block := range blocks {
		rows := min(lanes, limbs-lanes*block)
		r.findQuotients(rows, block > 0)
		if block < blocks-1 {
			r.next(block)
		}
	}
	r.finish()
	carryLimbs()
	storeTotal()
	RET()
}

// column is register i of the columns.
func column(i int) Mem { return Mem{Base: columnsIn, Disp: vectorBytes * i} }

// shifted is N+1 without its lowest eight limbs, moved up by so many lanes;
// register 0 lies above the lowest eight columns.
func shifted(by, register int) Mem {
	const lowBytes = vectorBytes
	return Mem{Base: shifts, Disp: lowBytes + (by*vectors+register)*vectorBytes}
}

// findQuotients finds the quotients of so many rows, and adds their multiples
// of N to lowest and above. The window gets those of the block before, if any.
func (r *reduction) findQuotients(rows int, later bool) {
	VPXORQ(above, above, above)
	for i := range rows {
		r.findQuotient(i)
		VPMADD52LUQ(shifted(i, 0), r.quotients[i], above)
		VPMADD52HUQ(shifted(i+1, 0), r.quotients[i], above)
		for before := i; later && before < lanes; before += rows {
			addMultiple(r.before[before], before, r.window)
		}
	}
	VPMADD52HUQ(lowModulus, r.quotients[rows-1], lowest)
}

// findQuotient takes the lowest limb for the quotient, adds the low halves of
// its multiple of N, and moves lowest down by a lane. The high halves do not
// touch the limb that comes next, and so may come after it has been taken.
func (r *reduction) findQuotient(i int) {
	VPBROADCASTQ(lowest.AsX(), r.quotients[i])
	VPSRLQ(U8(limbBits), lowest, overflow)
	if i > 0 {
		VPMADD52HUQ(lowModulus, r.quotients[i-1], lowest)
	}
	VPMADD52LUQ(lowModulus, r.quotients[i], lowest)
	VALIGNQ(U8(1), lowest, nothing, lowest)
	VPADDQ(overflow, lowest, lowestLane, lowest)
}

// addMultiple adds quotient `by` of a block times N, but for register 0.
func addMultiple(quotient reg.VecPhysical, by int, columns []reg.VecPhysical) {
	for i := 1; i <= lastRegister(by); i++ {
		VPMADD52LUQ(shifted(by, i), quotient, columns[i-1])
	}
	for i := 1; i <= lastRegister(by+1); i++ {
		VPMADD52HUQ(shifted(by+1, i), quotient, columns[i-1])
	}
}

// lastRegister is the highest that N reaches when it is moved up by so many lanes.
func lastRegister(by int) int { return (limbs - lanes + by - 1) / lanes }

// next moves everything down by a register.
func (r *reduction) next(block int) {
	free := r.window[0]
	VPADDQ(above, lowest, lowest)
	VPADDQ(free, lowest, lowest)
	r.window = append(r.window[1:], free)
	if next := block + 1 + vectors; next < columnVectors {
		VMOVDQU64(column(next), free)
	}
	r.quotients, r.before = r.before, r.quotients
}

// finish adds what is still due of the last four quotients, and moves the
// result down by the four lanes that they left, into total.
func (r *reduction) finish() {
	const rows = limbs % lanes
	VPADDQ(above, r.window[0], r.window[0])
	for i := range rows {
		addMultiple(r.quotients[i], i, r.window[1:])
	}
	// By way of the registers of the quotients that are done with: total and
	// window share some.
	moved, below := r.before, nothing
	for i := range vectors {
		from := nothing
		if i < vectors-1 {
			from = r.window[i]
		}
		VALIGNQ(U8(rows), below, from, moved[i])
		below = from
	}
	VPADDQ(lowest, moved[0], total[0])
	for i := 1; i < vectors; i++ {
		VMOVDQA64(moved[i], total[i])
	}
	VPXORQ(zero, zero, zero)
}

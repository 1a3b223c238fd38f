package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// columnVectors is how many registers the 120 columns of a square take.
const columnVectors = 2 * limbs / lanes

// The registers of the squaring: the factor, its square, and what is left.
var (
	root    = vector{reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7}
	columns = [columnVectors]reg.VecPhysical{
		reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22,
	}
	noLanes                    = reg.Z23
	lowSquares, highSquares    = reg.Z24, reg.Z25
	lowerColumns, upperColumns = reg.Z26, reg.Z27
	spreadLower, spreadUpper   = reg.Z28, reg.Z29
	lanesAbove                 = [lanes - 1]reg.OpmaskPhysical{reg.K1, reg.K2, reg.K3, reg.K4, reg.K5, reg.K6, reg.K7}
)

// squareIFMA generates t = x², in columns that are not carried: 1770 products
// of two limbs, doubled, and 60 squares.
//
// Limb 8j+s times the eight limbs of register k belongs s lanes above register
// j+k. So the limbs with the greatest s come first, and all columns move up by
// a lane before the next. The high halves belong one lane higher.
func squareIFMA() {
	TEXT("squareIFMA", NOSPLIT, "func(t *[120]uint64, x *[60]uint64)")
	Pragma("noescape")
	Doc("squareIFMA sets t = x², in columns of 52 bits that are not carried.")
	factor, target := reg.RSI, reg.RDI
	Load(Param("x"), factor)
	Load(Param("t"), target)
	for i := range vectors {
		VMOVDQU64(Mem{Base: factor, Disp: vectorBytes * i}, sized(i, root[i]))
	}
	VPXORQ(noLanes, noLanes, noLanes)
	for _, column := range columns {
		VPXORQ(column, column, column)
	}
	for s, mask := range lanesAbove {
		MOVL(U32(0xff&(0xfe<<s)), reg.EAX)
		KMOVB(reg.EAX, mask)
	}
	for s := lanes; s >= 0; s-- {
		if s < lanes {
			raiseColumns()
			addRows(s, factor, VPMADD52LUQ_BCST)
		}
		if s > 0 {
			addRows(s-1, factor, VPMADD52HUQ_BCST)
		}
	}
	doubleColumns()
	addSquares()
	for i, column := range columns {
		VMOVDQU64(column, Mem{Base: target, Disp: vectorBytes * i})
	}
	VZEROUPPER()
	RET()
}

// raiseColumns moves all columns up by a lane.
func raiseColumns() {
	for i := len(columns) - 1; i >= 0; i-- {
		below := noLanes
		if i > 0 {
			below = columns[i-1]
		}
		VALIGNQ(U8(7), below, columns[i], columns[i])
	}
}

// addRows adds the products of the limbs 8j+s with all limbs above them.
func addRows(s int, factor reg.GPPhysical, multiplyAdd func(ops ...Op)) {
	for j := 0; lanes*j+s < limbs; j++ {
		limb := at(factor, lanes*j+s)
		if last := limbs - 1 - lanes*j; s < min(last, lanes-1) {
			multiplyAdd(limb, root[j], lanesAbove[s], columns[2*j])
		}
		for k := j + 1; k < vectors; k++ {
			multiplyAdd(limb, root[k], columns[j+k])
		}
	}
}

func doubleColumns() {
	for _, column := range columns {
		VPADDQ(column, column, column)
	}
}

// addSquares adds x[i]² at column 2i, its high half at 2i+1.
func addSquares() {
	VMOVDQU64(spread("spreadLower", 0), spreadLower)
	VMOVDQU64(spread("spreadUpper", lanes/2), spreadUpper)
	for k := range vectors {
		VPXORQ(lowSquares, lowSquares, lowSquares)
		VPXORQ(highSquares, highSquares, highSquares)
		VPMADD52LUQ(root[k], root[k], lowSquares)
		VPMADD52HUQ(root[k], root[k], highSquares)
		VMOVDQA64(spreadLower, lowerColumns)
		VPERMI2Q(highSquares, lowSquares, lowerColumns)
		VPADDQ(lowerColumns, columns[2*k], columns[2*k])
		if 2*k+1 < columnVectors {
			VMOVDQA64(spreadUpper, upperColumns)
			VPERMI2Q(highSquares, lowSquares, upperColumns)
			VPADDQ(upperColumns, columns[2*k+1], columns[2*k+1])
		}
	}
}

// spread is the pattern that takes four lanes of the low halves and the same
// lanes of the high ones in turn.
func spread(name string, first int) Mem {
	pattern := GLOBL(name, RODATA|NOPTR)
	for i := range lanes / 2 {
		DATA(16*i, U64(first+i))
		DATA(16*i+8, U64(lanes+first+i))
	}
	return pattern
}

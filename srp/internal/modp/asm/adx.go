package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The numbers have 48 words, worked on in blocks of 8: the 8 words of an
// accumulator stay in registers while 8 multipliers pass over 8 words of the
// other factor. MULX leaves the flags alone, and ADCX and ADOX carry in two
// flags of their own, so that the low and the high halves of the products are
// added in two chains at once.
const (
	words      = 48
	block      = 8
	blockBytes = 8 * block
	blocks     = words / block
)

// The registers, the same in every routine.
var (
	accumulator = []reg.GPPhysical{reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.R13, reg.R14, reg.R15}
	multiplier  = reg.RDX // as MULX wants it
	low, high   = reg.RAX, reg.RBX
	factor      = reg.RSI // 8 words, each multiplied by the 8 multipliers
	multipliers = reg.RDI
	sum         = reg.RCX // where the block's lowest word is added
	none        = reg.RBP // 0
)

// at returns word i of the memory that the register points to.
func at(base reg.GPPhysical, i int) Mem { return Mem{Base: base, Disp: 8 * i} }

// row adds multiplier × (words first..7 of the factor) to the accumulator and
// shifts it down by a word. emit takes the lowest word, once it is known, out
// of its register, which becomes the accumulator's highest; it must keep the
// flags. It returns the accumulator's registers in their new order.
func row(acc []reg.GPPhysical, first int, emit func(lowest reg.GPPhysical)) []reg.GPPhysical {
	lowest := acc[0]
	next := append(append([]reg.GPPhysical{}, acc[1:]...), lowest)
	if first > 0 {
		emit(lowest)
	}
	if first == block {
		XORL(lowest.As32(), lowest.As32())
		return next
	}
	XORL(low.As32(), low.As32()) // clears both carry flags
	for i := first; i < block; i++ {
		top := i == block-1
		if top {
			MULXQ(at(factor, i), low, lowest)
		} else {
			MULXQ(at(factor, i), low, high)
		}
		ADCXQ(low, acc[i])
		if i == 0 {
			emit(lowest)
		}
		if !top {
			ADOXQ(high, acc[i+1])
		}
	}
	ADOXQ(none, lowest)
	ADCXQ(none, lowest)
	return next
}

// multiplyBlock adds the 8 multipliers × the 8 words of the factor to the
// accumulator, stores the lowest 8 words of the sum, and leaves the others in
// the accumulator. 8 rows bring its registers back into their order.
func multiplyBlock() {
	acc := accumulator
	for i := range block {
		MOVQ(at(multipliers, i), multiplier)
		acc = row(acc, 0, func(lowest reg.GPPhysical) { MOVQ(lowest, at(sum, i)) })
	}
}

// The carry into the word above the accumulator is 0 or −1, in memory.

// restoreCarry sets the carry flag to the carry.
func restoreCarry(carry Mem) {
	MOVQ(carry, low)
	NEGQ(low)
}

// keepCarry is the reverse of restoreCarry.
func keepCarry(carry Mem) {
	SBBQ(low, low)
	MOVQ(low, carry)
}

// addSum adds the 8 words at sum, and the carry from the block below, to the
// accumulator, and keeps the carry for the block above.
func addSum(carry Mem) {
	restoreCarry(carry)
	for i, word := range accumulator {
		ADCQ(at(sum, i), word)
	}
	keepCarry(carry)
}

// clearAccumulator starts a pass over the factor.
func clearAccumulator(carry Mem) {
	for _, word := range accumulator {
		XORL(word.As32(), word.As32())
	}
	XORL(none.As32(), none.As32())
	MOVQ(none, carry)
}

// storeAccumulator ends a pass: its highest 8 words go where nothing is yet.
func storeAccumulator(carry Mem) {
	restoreCarry(carry)
	for i, word := range accumulator {
		ADCQ(U8(0), word)
		MOVQ(word, at(sum, i))
	}
}

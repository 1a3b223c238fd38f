package modp

// Limbs is the raw content of an element.
type Limbs = [maxLimbs]uint64

// LimbBits returns how many limbs an element of the group has, of how many
// bits, and how many of those in the highest.
func (g *Group) LimbBits() (limbs, bits, highest int) {
	if g.implementation == IFMA {
		return ifmaLimbs, ifmaLimbBits, 28
	}
	return words, wordBits, wordBits
}

// MultiplyLimbs returns x·y/R as multiply leaves it.
func (g *Group) MultiplyLimbs(x, y *Limbs) (z Limbs) {
	a, b := element{limbs: *x}, element{limbs: *y}
	g.multiply(&a, &a, &b)
	return a.limbs
}

// SquareLimbs returns x²/R as square leaves it.
func (g *Group) SquareLimbs(x *Limbs) (z Limbs) {
	a := element{limbs: *x}
	g.square(&a, &a)
	return a.limbs
}

// Choose is how Default chooses.
var Choose = choose

// TableBytes returns the size of the generator's table.
func (g *Group) TableBytes() int { return len(g.generatorTable().table) * maxLimbs * 8 }

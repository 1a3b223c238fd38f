//go:build !amd64

package modp

// accelerated lists no implementation: there is no assembly here.
func accelerated() []Implementation { return nil }

// multiply sets z = x·y/R (mod N), which is the Montgomery form of the product.
// z may be x or y.
func (g *Group) multiply(z, x, y *element) {
	multiplyPortable(z.words(), x.words(), y.words())
}

// square sets z = x²/R (mod N). z may be x.
func (g *Group) square(z, x *element) {
	squarePortable(z.words(), x.words())
}

package modp_test

import (
	"encoding/binary"
	"flag"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// groups are the group computed by every implementation of this machine.
var groups = sync.OnceValue(func() []*modp.Group {
	var all []*modp.Group
	for _, implementation := range modp.Available() {
		all = append(all, modp.New(implementation))
	}
	return all
})

// each runs a test once for every implementation.
func each(t *testing.T, test func(t *testing.T, group *modp.Group)) {
	t.Helper()
	for _, group := range groups() {
		t.Run(group.Implementation().String(), func(t *testing.T) { test(t, group) })
	}
}

// reference multiplies as multiply should, with math/big.
type reference struct {
	limbs, bits, highest int
	n, rInverse          *big.Int
}

func newReference(group *modp.Group) reference {
	ref := reference{n: modp.Modulus()}
	ref.limbs, ref.bits, ref.highest = group.LimbBits()
	r := new(big.Int).Lsh(big.NewInt(1), uint(ref.limbs*ref.bits))
	ref.rInverse = r.ModInverse(r, ref.n)
	return ref
}

func (ref reference) value(t *testing.T, limbs *modp.Limbs) *big.Int {
	t.Helper()
	n := new(big.Int)
	for i := ref.limbs - 1; i >= 0; i-- {
		if ref.bits < 64 && limbs[i]>>ref.bits != 0 {
			t.Fatalf("limb %d, %x, has more than %d bits", i, limbs[i], ref.bits)
		}
		n.Lsh(n, uint(ref.bits)).Or(n, new(big.Int).SetUint64(limbs[i]))
	}
	return n
}

// cut makes 64 random bits a limb.
func (ref reference) cut(limbs *modp.Limbs) {
	for i := range limbs {
		switch {
		case i >= ref.limbs:
			limbs[i] = 0
		case i == ref.limbs-1:
			limbs[i] &= 1<<ref.highest - 1
		default:
			limbs[i] &= 1<<ref.bits - 1
		}
	}
}

// check compares x·y and x² with the reference, from and to raw limbs.
func (ref reference) check(t *testing.T, group *modp.Group, x, y *modp.Limbs) {
	t.Helper()
	ref.cut(x)
	ref.cut(y)
	a, b := ref.value(t, x), ref.value(t, y)
	product, square := group.MultiplyLimbs(x, y), group.SquareLimbs(x)
	ref.same(t, "product", x, y, &product, b.Mul(a, b))
	ref.same(t, "square", x, x, &square, a.Mul(a, a))
}

func (ref reference) same(t *testing.T, what string, x, y, got *modp.Limbs, want *big.Int) {
	t.Helper()
	value := ref.value(t, got)
	if limit := new(big.Int).Lsh(ref.n, 1); ref.bits < 64 && value.Cmp(limit) >= 0 {
		t.Fatalf("%s of\n%x and\n%x is 2N or more:\n%x", what, x, y, got)
	}
	want.Mul(want, ref.rInverse).Mod(want, ref.n)
	if value.Mod(value, ref.n).Cmp(want) != 0 {
		t.Fatalf("%s of\n%x and\n%x is\n%x, want\n%x", what, x, y, value, want)
	}
}

// edges are limbs at which carries start, stop or run through.
var edges = []uint64{0, 1, 2, 1<<32 - 1, 1 << 32, 1 << 51, 1<<52 - 2, 1 << 63, 1<<64 - 2, 1<<64 - 1}

// edgeNumbers are whole numbers of that kind: the same edge in all limbs, all
// bits of one limb or of all others, and of all limbs below or above one.
func edgeNumbers() []modp.Limbs {
	const full = 1<<64 - 1
	var numbers []modp.Limbs
	for _, edge := range edges {
		var all modp.Limbs
		for i := range all {
			all[i] = edge
		}
		numbers = append(numbers, all)
	}
	for i := range len(modp.Limbs{}) {
		var one, others, below, above modp.Limbs
		for k := range others {
			others[k] = full
			if k < i {
				below[k] = full
			} else {
				above[k] = full
			}
		}
		one[i], others[i] = full, 0
		numbers = append(numbers, one, others, below, above)
	}
	return numbers
}

func TestArithmeticEdges(t *testing.T) {
	each(t, func(t *testing.T, group *modp.Group) {
		ref, numbers := newReference(group), edgeNumbers()
		for _, x := range numbers {
			for i := 0; i < len(numbers); i += 17 {
				ref.check(t, group, &x, &numbers[i])
			}
		}
	})
}

// TestArithmeticAroundN takes numbers next to multiples of N.
func TestArithmeticAroundN(t *testing.T) {
	each(t, func(t *testing.T, group *modp.Group) {
		ref := newReference(group)
		limit := new(big.Int).Lsh(big.NewInt(1), modp.Bits)
		if ref.bits < 64 {
			limit.Lsh(ref.n, 1)
		}
		var numbers []modp.Limbs
		for multiple := range int64(3) {
			for offset := int64(-3); offset <= 3; offset++ {
				n := new(big.Int).Mul(ref.n, big.NewInt(multiple))
				n.Add(n, big.NewInt(offset))
				if n.Sign() >= 0 && n.Cmp(limit) < 0 {
					numbers = append(numbers, ref.limbsOf(n))
				}
			}
		}
		for _, x := range numbers {
			for _, y := range numbers {
				ref.check(t, group, &x, &y)
			}
		}
	})
}

func (ref reference) limbsOf(n *big.Int) (limbs modp.Limbs) {
	rest, mask := new(big.Int).Set(n), new(big.Int).SetUint64(1<<ref.bits-1)
	for i := range ref.limbs {
		limbs[i] = new(big.Int).And(rest, mask).Uint64()
		rest.Rsh(rest, uint(ref.bits))
	}
	return limbs
}

var cases = flag.Int("cases", 2000, "how many random cases TestArithmeticRandom takes for each implementation")

// TestArithmeticRandom mixes random limbs with edges, for all implementations at
// once.
func TestArithmeticRandom(t *testing.T) {
	each(t, func(t *testing.T, group *modp.Group) {
		t.Parallel()
		random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
		ref := newReference(group)
		for range *cases {
			x, y := randomLimbs(random), randomLimbs(random)
			ref.check(t, group, &x, &y)
		}
	})
}

// randomLimbs are random, runs of edges, or a mixture.
func randomLimbs(random *rand.Rand) (limbs modp.Limbs) {
	share, longest := random.Float64(), 1+random.IntN(16)
	run, edge := 0, uint64(0)
	for i := range limbs {
		if run == 0 {
			run, edge = 1+random.IntN(longest), edges[random.IntN(len(edges))]
		}
		run--
		limbs[i] = random.Uint64()
		if random.Float64() < 2*share {
			limbs[i] = edge
		}
	}
	return limbs
}

// TestCarriesRipple chooses the factors so that a run of limbs of the result is
// 0, which they become by a carry that runs through all of them.
func TestCarriesRipple(t *testing.T) {
	each(t, func(t *testing.T, group *modp.Group) {
		random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
		ref := newReference(group)
		r := new(big.Int).ModInverse(ref.rInverse, ref.n)
		for start := 0; start < ref.limbs-2; start += 3 {
			target := ref.sparse(t, random, start)
			target.Mul(target, r).Mod(target, ref.n)
			root := ref.limbsOf(new(big.Int).ModSqrt(target, ref.n))
			ref.check(t, group, &root, &root)

			y := randomInt(random, ref.n)
			x := target.Mul(target, new(big.Int).ModInverse(y, ref.n))
			a, b := ref.limbsOf(x.Mod(x, ref.n)), ref.limbsOf(y)
			ref.check(t, group, &a, &b)
		}
	})
}

// sparse returns a square (mod N) of which some limbs from start on are 0.
func (ref reference) sparse(t *testing.T, random *rand.Rand, start int) *big.Int {
	t.Helper()
	for {
		limbs := randomLimbs(random)
		clear(limbs[start : start+2+random.IntN(ref.limbs-start-2)])
		ref.cut(&limbs)
		if n := ref.value(t, &limbs); big.Jacobi(n, ref.n) == 1 {
			return n
		}
	}
}

// FuzzArithmetic takes the limbs of both factors from the input, over and over.
func FuzzArithmetic(f *testing.F) {
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	var references []reference
	for _, group := range groups() {
		references = append(references, newReference(group))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		x, y := repeatedLimbs(input, 0), repeatedLimbs(input, len(modp.Limbs{}))
		for i, group := range groups() {
			a, b := x, y
			references[i].check(t, group, &a, &b)
		}
	})
}

func repeatedLimbs(input []byte, start int) (limbs modp.Limbs) {
	whole := len(input) / 8
	for i := range limbs {
		if whole > 0 {
			limbs[i] = binary.LittleEndian.Uint64(input[(start+i)%whole*8:])
		}
	}
	return limbs
}

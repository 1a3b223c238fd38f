package modp_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// exponents are of lengths at which words, windows and tables start and end.
func exponents(random *rand.Rand) []*big.Int {
	list := []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2)}
	for _, bits := range []uint{5, 31, 64, 65, 200, 201, 256, 257, 700, 701, 1024, 1025, 2048, 3072, 8704, 8705} {
		power := new(big.Int).Lsh(big.NewInt(1), bits)
		list = append(list, new(big.Int).Sub(power, big.NewInt(1)))
		if bits <= 1025 {
			list = append(list, power, randomInt(random, power))
		}
	}
	return list
}

func randomInt(random *rand.Rand, limit *big.Int) *big.Int {
	n := new(big.Int)
	for n.BitLen() < limit.BitLen()+64 {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(random.Uint64()))
	}
	return n.Mod(n, limit)
}

func bases(random *rand.Rand) map[string]*big.Int {
	n := modp.Modulus()
	return map[string]*big.Int{
		"0": new(big.Int), "1": big.NewInt(1), "2": big.NewInt(2),
		"N-1": new(big.Int).Sub(n, big.NewInt(1)), "N": n, "N+1": new(big.Int).Add(n, big.NewInt(1)),
		"2^3072-1": new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 3072), big.NewInt(1)),
		"2^3072":   new(big.Int).Lsh(big.NewInt(1), 3072),
		"2^5000":   new(big.Int).Lsh(big.NewInt(1), 5000),
		"random":   randomInt(random, n),
	}
}

func TestPowersAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n, g := modp.Modulus(), big.NewInt(2)
	base := randomInt(random, n)
	for _, e := range exponents(random) {
		wantOfG, want := new(big.Int).Exp(g, e, n), new(big.Int).Exp(base, e, n)
		for _, group := range groups() {
			if got := group.PowerOfG(new(big.Int), e); got.Cmp(wantOfG) != 0 {
				t.Errorf("%v: g to the %x is wrong", group.Implementation(), e)
			}
			if got := group.Power(new(big.Int), base, e); got.Cmp(want) != 0 {
				t.Errorf("%v: a power to the %x is wrong", group.Implementation(), e)
			}
		}
	}
}

func TestBasesAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	n, all := modp.Modulus(), bases(random)
	for name, base := range all {
		for _, group := range groups() {
			for otherName, other := range all {
				want := new(big.Int).Mul(base, other)
				if got := group.Multiply(new(big.Int), base, other); got.Cmp(want.Mod(want, n)) != 0 {
					t.Errorf("%v: %s times %s is wrong", group.Implementation(), name, otherName)
				}
			}
		}
		for _, bits := range []uint{0, 1, 256, 1024} {
			e := randomInt(random, new(big.Int).Lsh(big.NewInt(1), bits))
			want := new(big.Int).Exp(base, e, n)
			for _, group := range groups() {
				if got := group.Power(new(big.Int), base, e); got.Cmp(want) != 0 {
					t.Errorf("%v: %s to the %x is wrong", group.Implementation(), name, e)
				}
				if got := group.NewBase(base).Power(new(big.Int), e); got.Cmp(want) != 0 {
					t.Errorf("%v: %s to the %x is wrong with a table", group.Implementation(), name, e)
				}
			}
		}
	}
}

// TestArgumentsMayAlias takes the result's place from the arguments.
func TestArgumentsMayAlias(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	n := modp.Modulus()
	base, e := randomInt(random, n), randomInt(random, new(big.Int).Lsh(big.NewInt(1), 256))
	want, wantOfG := new(big.Int).Exp(base, e, n), new(big.Int).Exp(big.NewInt(2), e, n)
	each(t, func(t *testing.T, group *modp.Group) {
		z := new(big.Int).Set(base)
		if group.Power(z, z, e).Cmp(want) != 0 {
			t.Error("the base's place gets another power")
		}
		z.Set(e)
		if group.PowerOfG(z, z).Cmp(wantOfG) != 0 {
			t.Error("the exponent's place gets another power")
		}
	})
}

// TestSelfConsistency holds for every implementation: g^(a+b) = g^a·g^b, and
// (g^a)^b = (g^b)^a.
func TestSelfConsistency(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	n, limit := modp.Modulus(), new(big.Int).Lsh(big.NewInt(1), 1024)
	each(t, func(t *testing.T, group *modp.Group) {
		a, b := randomInt(random, limit), randomInt(random, limit)
		ofA, ofB := group.PowerOfG(new(big.Int), a), group.PowerOfG(new(big.Int), b)
		sum := group.PowerOfG(new(big.Int), new(big.Int).Add(a, b))
		product := new(big.Int).Mul(ofA, ofB)
		if product.Mod(product, n).Cmp(sum) != 0 {
			t.Error("g^(a+b) is not g^a·g^b")
		}
		if group.Power(ofA, ofA, b).Cmp(group.Power(ofB, ofB, a)) != 0 {
			t.Error("(g^a)^b is not (g^b)^a")
		}
	})
}

func TestNothingIsAllocated(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	base, e := randomInt(random, modp.Modulus()), randomInt(random, new(big.Int).Lsh(big.NewInt(1), 1024))
	short := randomInt(random, new(big.Int).Lsh(big.NewInt(1), 256))
	each(t, func(t *testing.T, group *modp.Group) {
		z, table := new(big.Int), group.NewBase(base)
		primitives := map[string]func(){
			"PowerOfG": func() { group.PowerOfG(z, e) },
			"Power":    func() { group.Power(z, base, e) },
			"Base":     func() { table.Power(z, short) },
			"Multiply": func() { group.Multiply(z, base, e) },
		}
		for name, primitive := range primitives {
			if name == "Power" && group.Implementation() == modp.Portable || group.Implementation() == modp.Big {
				continue // math/big allocates
			}
			if n := testing.AllocsPerRun(10, primitive); n != 0 {
				t.Errorf("%s allocates %v times", name, n)
			}
		}
	})
}

func TestTableIsSmall(t *testing.T) {
	each(t, func(t *testing.T, group *modp.Group) {
		if size := group.TableBytes(); size > 2_000_000 {
			t.Errorf("the generator's table has %d bytes", size)
		}
	})
}

func TestDefault(t *testing.T) {
	for wanted, want := range map[string]modp.Implementation{
		"big": modp.Big, "portable": modp.Portable, "": fastest(), "no such": fastest(),
	} {
		t.Setenv(modp.Variable, wanted)
		if got := modp.Choose(); got != want {
			t.Errorf("%s=%q gives %v, want %v", modp.Variable, wanted, got, want)
		}
	}
	if first, second := modp.Default(), modp.Default(); first != second {
		t.Error("the group is not shared")
	}
}

func fastest() modp.Implementation {
	available := modp.Available()
	return available[len(available)-1]
}

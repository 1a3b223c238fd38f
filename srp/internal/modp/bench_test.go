package modp_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// benchmarkEach runs a benchmark once for every implementation.
func benchmarkEach(b *testing.B, benchmark func(b *testing.B, group *modp.Group)) {
	for _, implementation := range modp.Available() {
		b.Run(implementation.String(), func(b *testing.B) {
			b.ReportAllocs()
			benchmark(b, modp.New(implementation))
		})
	}
}

func BenchmarkMultiply(b *testing.B) {
	benchmarkEach(b, func(b *testing.B, group *modp.Group) {
		x := modp.Limbs{1, 2, 3}
		for b.Loop() {
			x = group.MultiplyLimbs(&x, &x)
		}
	})
}

func BenchmarkSquare(b *testing.B) {
	benchmarkEach(b, func(b *testing.B, group *modp.Group) {
		x := modp.Limbs{1, 2, 3}
		for b.Loop() {
			x = group.SquareLimbs(&x)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	benchmarkEach(b, func(b *testing.B, group *modp.Group) {
		for b.Loop() {
			modp.New(group.Implementation()).TableBytes()
		}
	})
}

func BenchmarkNewBase(b *testing.B) {
	base := randomInt(rand.New(rand.NewPCG(1, 1)), modp.Modulus())
	benchmarkEach(b, func(b *testing.B, group *modp.Group) {
		for b.Loop() {
			group.NewBase(base)
		}
	})
}

// The cost of a power by the length of its exponent: see docs/performance.md.

func BenchmarkPowerOfG(b *testing.B) {
	benchmarkLengths(b, func(group *modp.Group, z, _, e *big.Int) { group.PowerOfG(z, e) })
}

func BenchmarkPower(b *testing.B) {
	benchmarkLengths(b, func(group *modp.Group, z, base, e *big.Int) { group.Power(z, base, e) })
}

func benchmarkLengths(b *testing.B, power func(group *modp.Group, z, base, e *big.Int)) {
	random := rand.New(rand.NewPCG(2, 2))
	base := randomInt(random, modp.Modulus())
	for _, bits := range []uint{256, 512, 1024, 2048, 3072} {
		e := randomInt(random, new(big.Int).Lsh(big.NewInt(1), bits))
		b.Run(fmt.Sprintf("bits=%d", bits), func(b *testing.B) {
			benchmarkEach(b, func(b *testing.B, group *modp.Group) {
				z := new(big.Int)
				power(group, z, base, e) // builds the table
				for b.Loop() {
					power(group, z, base, e)
				}
			})
		})
	}
}

func BenchmarkBasePower(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 3))
	base := randomInt(random, modp.Modulus())
	e := randomInt(random, new(big.Int).Lsh(big.NewInt(1), 256))
	benchmarkEach(b, func(b *testing.B, group *modp.Group) {
		z, table := new(big.Int), group.NewBase(base)
		for b.Loop() {
			table.Power(z, e)
		}
	})
}

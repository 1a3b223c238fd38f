// Package latency writes times as a reader would.
package latency

import (
	"math"
	"strconv"
)

// Format writes nanoseconds in the unit that a reader would choose, with three digits:
// 812 µs, 5.31 ms, 1.20 s.
func Format(ns float64) string {
	switch abs := math.Abs(ns); {
	case abs == 0:
		return "0"
	case abs < 999.5e3:
		return threeDigits(ns/1e3) + " µs"
	case abs < 999.5e6:
		return threeDigits(ns/1e6) + " ms"
	}
	return threeDigits(ns/1e9) + " s"
}

// threeDigits writes x with three significant digits and no exponent.
func threeDigits(x float64) string {
	switch abs := math.Abs(x); {
	case abs < 9.995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case abs < 99.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 0, 64)
}

package suspect

import (
	"fmt"
	"strings"
)

// Variant is a set of choices, at most one per axis. The zero value is the
// protocol itself. Variants compare with ==.
type Variant struct {
	// ways holds, for an axis, 0 where it is right, else 1 + the choice's place
	// among those of the axis.
	ways [axisCount]uint8
}

// ParseVariant reads choices as Variant.String writes them: ids joined by
// commas, or nothing.
func ParseVariant(text string) (Variant, error) {
	var w Variant
	if text == "" {
		return w, nil
	}
	for id := range strings.SplitSeq(text, ",") {
		place, known := catalogue.byID[id]
		if !known {
			return Variant{}, fmt.Errorf("unknown wrong value %q", id)
		}
		axis := catalogue.choices[place].Axis
		if !w.allows(catalogue.choices[place]) {
			return Variant{}, fmt.Errorf("two wrong values of the axis %s", axis)
		}
		w.ways[axis] = uint8(place - catalogue.first[axis] + 1)
	}
	return w, nil
}

// Of returns the variant of some choices; of those that exclude each other the last
// counts.
func Of(choices ...Choice) Variant {
	var w Variant
	for _, choice := range choices {
		for axis := range w.ways {
			if choice.Axis.excludes(Axis(axis)) {
				w.ways[axis] = 0
			}
		}
		w.ways[choice.Axis] = wayOf(choice.Axis, choice.Value)
	}
	return w
}

// allows reports whether the choice can be made beside those of the variant.
func (w Variant) allows(choice Choice) bool {
	for axis, way := range w.ways {
		if way != 0 && choice.Axis.excludes(Axis(axis)) {
			return false
		}
	}
	return true
}

// wayOf returns what Variant.ways holds for a value, 0 for one that is unknown.
func wayOf(axis Axis, value string) uint8 {
	for i, choice := range choicesOf(axis) {
		if choice.Value == value {
			return uint8(i + 1)
		}
	}
	return 0
}

// Choices returns the choices of the variant, in the order of the axes.
func (w Variant) Choices() []Choice {
	var chosen []Choice
	for axis, way := range w.ways {
		if way != 0 {
			chosen = append(chosen, choicesOf(Axis(axis))[way-1])
		}
	}
	return chosen
}

// String returns the ids of the choices, joined by commas; "" is the protocol.
func (w Variant) String() string {
	var ids []string
	for _, choice := range w.Choices() {
		ids = append(ids, choice.ID())
	}
	return strings.Join(ids, ",")
}

// Parts are the variants of some of the choices, the protocol among them and the variant
// itself not.
func (w Variant) Parts() []Variant {
	choices := w.Choices()
	var parts []Variant
	for mask := range 1<<len(choices) - 1 {
		var some []Choice
		for i, choice := range choices {
			if mask>>i&1 == 1 {
				some = append(some, choice)
			}
		}
		parts = append(parts, Of(some...))
	}
	return parts
}

// Size is the number of choices.
func (w Variant) Size() int {
	size := 0
	for _, way := range w.ways {
		if way != 0 {
			size++
		}
	}
	return size
}

// way returns the value on an axis, "" where it is right.
func (w Variant) way(axis Axis) string {
	if w.ways[axis] != 0 {
		return choicesOf(axis)[w.ways[axis]-1].Value
	}
	style := styleOf(axis)
	if style == axis || w.ways[style] == 0 {
		return ""
	}
	value, extent, partial := strings.Cut(w.way(style), "-in-")
	if partial && !within(extent, axis) {
		return ""
	}
	return value
}

// styleOf is the axis of the style that shows on an axis, or the axis itself if none
// does.
func styleOf(axis Axis) Axis {
	switch axis {
	case Multiplier, Salt, Scrambling, PremasterBytes, ScramblingBytes, SentSalt, SentVerifier, PadBytes:
		return Padding
	case ScramblingHash, PrivateKey:
		return Integers
	case Extract, Proof:
		return MAC
	default:
		return axis
	}
}

// inExchange is the extent of a style that shows in what an exchange is made of: not
// in k, which is a constant of the code, nor in the salt, which is stored as text.
const inExchange = "exchange"

// within reports whether an axis is in the extent of a style.
func within(extent string, axis Axis) bool {
	return extent == inExchange && (axis == Scrambling || axis == PremasterBytes || axis == ScramblingBytes)
}

// placed is the value of the group or the name in one place, x or the proof: the
// place's own, or what holds in both.
func (w Variant) placed(place, both Axis) string {
	value := w.way(place)
	if value == "" {
		value = w.way(both)
	}
	value, _, _ = strings.Cut(value, "-in-")
	return value
}

// only keeps the choices on some axes.
func (w Variant) only(axes ...Axis) Variant {
	var kept Variant
	for _, axis := range axes {
		kept.ways[axis] = w.ways[axis]
	}
	return kept
}

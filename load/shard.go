package load

import (
	"fmt"
	"iter"
	"time"
)

// Shard is the part of a plan that one of several drivers starts: of every Of
// arrivals the one at Index, from 1. The zero value is the whole plan.
type Shard struct{ Index, Of int }

// Validate returns what is wrong with the shard, if anything.
func (s Shard) Validate() error {
	if s != (Shard{}) && (s.Index < 1 || s.Index > s.Of) {
		return fmt.Errorf("there is no shard %d of %d", s.Index, s.Of)
	}
	return nil
}

// Share is how many of n things the shard has if they are dealt out in turn.
func (s Shard) Share(n int) int {
	if s.Of == 0 {
		return n
	}
	return (n - s.Index + s.Of) / s.Of
}

// Part is the rate of the shard if that of the whole is perSecond.
func (s Shard) Part(perSecond float64) float64 { return perSecond / float64(max(s.Of, 1)) }

// has reports whether the n-th thing dealt out, from 0, is the shard's.
func (s Shard) has(n int64) bool { return s.Of == 0 || n%int64(s.Of) == int64(s.Index-1) }

// Deal is the shard's part of a list, dealt out in turn.
func Deal[T any](s Shard, whole []T) []T {
	if s.Of == 0 {
		return whole
	}
	part := make([]T, 0, s.Share(len(whole)))
	for i := s.Index - 1; i < len(whole); i += s.Of {
		part = append(part, whole[i])
	}
	return part
}

// arrivals yields the shard's starts with their numbers in the whole plan, from 0.
func (p Plan) arrivals() iter.Seq2[int64, time.Duration] {
	return func(yield func(int64, time.Duration) bool) {
		var n int64
		for due := range p.whole() {
			if p.Shard.has(n) && !yield(n, due) {
				return
			}
			n++
		}
	}
}

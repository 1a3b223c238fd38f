package expiring_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/expiring"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestGetUntilExpiry(t *testing.T) {
	var m expiring.Map[string, int]
	m.Put("a", 1, start.Add(time.Minute), start)
	for _, tt := range []struct {
		name string
		key  string
		now  time.Time
		want bool
	}{
		{"at once", "a", start, true},
		{"just before its end", "a", start.Add(time.Minute - 1), true},
		{"at its end", "a", start.Add(time.Minute), false},
		{"unknown key", "b", start, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := m.Get(tt.key, tt.now); ok != tt.want {
				t.Errorf("Get(%q) found = %v, want %v", tt.key, ok, tt.want)
			}
		})
	}
}

func TestPutReplaces(t *testing.T) {
	var m expiring.Map[string, int]
	m.Put("a", 1, start.Add(time.Minute), start)
	m.Put("a", 2, start.Add(time.Minute), start)
	if got, _ := m.Get("a", start); got != 2 || m.Len() != 1 {
		t.Errorf("Get = %d of %d entries, want 2 of 1", got, m.Len())
	}
}

func TestPutDropsTheOldestBeyondTheLimit(t *testing.T) {
	m := expiring.Map[int, int]{Limit: 3}
	for i := range 5 {
		m.Put(i, i, start.Add(time.Minute), start)
	}
	if m.Len() != 3 {
		t.Fatalf("Len = %d, want 3", m.Len())
	}
	for i := range 5 {
		if _, ok := m.Get(i, start); ok != (i >= 2) {
			t.Errorf("Get(%d) found = %v", i, ok)
		}
	}
}

func TestPutDropsTheExpired(t *testing.T) {
	var m expiring.Map[int, int]
	for i := range 5 {
		m.Put(i, i, start.Add(time.Minute), start)
	}
	m.Put(9, 9, start.Add(time.Hour), start.Add(2*time.Minute))
	if m.Len() != 1 {
		t.Errorf("Len = %d, want 1", m.Len())
	}
}

func TestDelete(t *testing.T) {
	var m expiring.Map[string, int]
	m.Delete("a")
	m.Put("a", 1, start.Add(time.Minute), start)
	m.Delete("a")
	if _, ok := m.Get("a", start); ok || m.Len() != 0 {
		t.Errorf("the entry is still there")
	}
}

// Taking entries out at either end or in the middle leaves the others in order.
func TestDeleteKeepsTheOrder(t *testing.T) {
	for deleted := range 4 {
		m := expiring.Map[int, int]{Limit: 4}
		for i := range 4 {
			m.Put(i, i, start.Add(time.Hour), start)
		}
		m.Delete(deleted)
		for i := 4; i < 7; i++ { // one takes the free place, two push the oldest out
			m.Put(i, i, start.Add(time.Hour), start)
		}
		var left []int
		for i := range 7 {
			if _, ok := m.Get(i, start); ok {
				left = append(left, i)
			}
		}
		want := []int{3, 4, 5, 6}
		if deleted == 3 {
			want = []int{2, 4, 5, 6}
		}
		if !slices.Equal(left, want) {
			t.Errorf("without %d: %v are left, want %v", deleted, left, want)
		}
	}
}

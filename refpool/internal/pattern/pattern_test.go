package pattern_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/internal/pattern"
	"github.com/cogbench/cogbench/spec"
)

// TestModel holds that texts match the model's patterns as regexp has it.
func TestModel(t *testing.T) {
	texts := []string{
		"", "a", "Z9", "us-east-1_0123456789ab", "eyJ.a_b-c=", "a b", " ", "\t", "\n", "a\n", "é", "日本", "\u00a0", "\xff", "a\xffb",
		"\U0010ffff", "\x00", "\x7f", "\u0080", "{####}", "a@b", strings.Repeat("x", 2000), strings.Repeat("x", 2000) + " ",
	}
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, operation := range model {
		for text := range patternsOf(operation.Input) {
			seen[text] = true
		}
	}
	if len(seen) < 10 {
		t.Fatalf("%d patterns in the model", len(seen))
	}
	for text := range seen {
		compare(t, text, texts...)
	}
}

func patternsOf(shape *spec.Shape) map[string]bool {
	found := map[string]bool{}
	var look func(*spec.Shape)
	look = func(shape *spec.Shape) {
		if shape == nil {
			return
		}
		if shape.Pattern != "" {
			found[shape.Pattern] = true
		}
		for _, member := range shape.Members {
			look(member.Shape)
		}
		look(shape.Member)
		look(shape.Key)
		look(shape.Value)
	}
	look(shape)
	return found
}

func compare(t *testing.T, text string, in ...string) {
	t.Helper()
	form, want := regexp.Compile(text)
	fast, err := pattern.Compile(text)
	if (err == nil) != (want == nil) {
		t.Fatalf("Compile(%q): %v, regexp says %v", text, err, want)
	}
	if err != nil {
		return
	}
	for _, one := range in {
		if got, want := fast.MatchString(one), form.MatchString(one); got != want {
			t.Errorf("%q in %q: %t, regexp says %t", text, one, got, want)
		}
	}
}

func TestForms(t *testing.T) {
	texts := []string{"", "a", "b", "ab", "aB", "a\n", "\n", "k", "\u212a", "bab"}
	for _, text := range []string{
		"[ab]+", "^[ab]+", "[ab]+$", "^[ab]+$", "^[ab]*$", "^[ab]?$", "^[ab]{2}$", "(?i)^[ak]+$", "(?m)^[ab]+$", "(?s)^.*$", "^.*$", "^[^a]+$", "^a+$",
		"^([ab])+$", "^[ab]+?$", `\A[ab]+\z`, "^[ab]+[ab]+$", "[", "",
	} {
		compare(t, text, texts...)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(`^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$`, "é\xff ")
	f.Add(`^[\S]*$`, "")
	f.Fuzz(func(t *testing.T, text, in string) { compare(t, text, in) })
}

func BenchmarkMatch(b *testing.B) {
	token := strings.Repeat("eyJhbGciOi_-", 80)
	fast, err := pattern.Compile(`^[A-Za-z0-9-_=.]+$`)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if !fast.MatchString(token) {
			b.Fatal("no match")
		}
	}
}

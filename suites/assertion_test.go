package suites_test

import (
	"testing"

	"github.com/onsi/gomega"

	"github.com/cogbench/cogbench/suites"
)

func TestAssertionsHaveTwoSides(t *testing.T) {
	for name, test := range map[string]struct {
		assert           func(g gomega.Gomega)
		expected, actual string
	}{
		"list": {
			func(g gomega.Gomega) { g.Expect([]string{"A", "B"}).To(gomega.Equal([]string{"A"}), "challenges") },
			`challenges to equal ["A"]`, `["A", "B"]`,
		},
		"no value":    {func(g gomega.Gomega) { g.Expect(false).To(gomega.BeTrue(), "UserConfirmationNecessary") }, "UserConfirmationNecessary to be true", "false"},
		"nothing":     {func(g gomega.Gomega) { g.Expect("x").To(gomega.BeEmpty()) }, "to be empty", "x"},
		"negated":     {func(g gomega.Gomega) { g.Expect(3).NotTo(gomega.Equal(3), "pages") }, "pages not to equal 3", "3"},
		"compared":    {func(g gomega.Gomega) { g.Expect(3).To(gomega.BeNumerically(">=", 5), "pages") }, "pages to be >= 5", "3"},
		"key":         {func(g gomega.Gomega) { g.Expect(map[string]string{"a": "b"}).To(gomega.HaveKey("c"), "members") }, "members to have key c", `{"a": "b"}`},
		"line breaks": {func(g gomega.Gomega) { g.Expect("a\nb").To(gomega.Equal("a\nc"), "text") }, `text to equal a\nc`, `a\nb`},
		"long texts": {
			func(g gomega.Gomega) {
				g.Expect("us-east-1_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1").To(
					gomega.Equal("us-east-1_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2"), "id")
			},
			`id to equal "...aaaaa2"`, `"...aaaaa1"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var message string
			test.assert(gomega.NewGomega(func(text string, _ ...int) { message = text }))
			got := suites.Asserted(message)
			if got.Expected != test.expected || got.Actual != test.actual {
				t.Errorf("of %q: expected %q, actual %q; want %q and %q", message, got.Expected, got.Actual, test.expected, test.actual)
			}
		})
	}
}

func TestOtherAssertionsStayAsTheyAre(t *testing.T) {
	if got := suites.Asserted("Unexpected error: no such thing"); got.Message != "Unexpected error: no such thing" || got.Expected != "" {
		t.Errorf("%+v", got)
	}
}

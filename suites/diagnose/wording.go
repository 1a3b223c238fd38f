package diagnose

import (
	"fmt"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
)

// diagnosis words the variants that gave all accepted proofs.
func (s *suspectLeg) diagnosis(left []suspect.Variant) *report.Diagnosis {
	left = fewestWrongValues(left)
	cause := suspect.Diagnosis{Explained: true, Variants: left}
	if left[0].Size() == 0 {
		return &report.Diagnosis{
			ID: "intermittent-proof", Summary: "the server sometimes refuses the right proof, and no known mistake explains it", Rules: proofRules(),
			Evidence: fmt.Sprintf("on the %s it refused one right proof and accepted %s", s.legName(), plural.Count(s.confirmed, "other")),
		}
	}
	return &report.Diagnosis{
		ID: left[0].String(), Summary: "the server refuses the right proof: " + cause.Sentence(), Rules: cause.Rules(),
		Evidence: fmt.Sprintf("on the %s it refused the right proof but accepted %d of %s computed this way, found after %s",
			s.legName(), s.confirmed, plural.Count(s.confirmed, "proof"), plural.Count(s.probes()-s.confirmed, "probe")),
	}
}

// unexplained says that no variant was found.
func (s *suspectLeg) unexplained() *report.Diagnosis {
	return &report.Diagnosis{
		ID: "unexplained-proof", Summary: "the server refuses the right proof, and no known mistake explains it", Rules: proofRules(),
		Evidence: fmt.Sprintf("on the %s it refused the right proof and %s computed with known mistakes", s.legName(), plural.Count(s.probes(), "proof")),
	}
}

func proofRules() []string {
	return []string{"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08"}
}

func (s *suspectLeg) legName() string {
	if s.device {
		return "device leg"
	}
	return "user leg"
}

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
			s.legName(), s.confirmed, plural.Count(s.confirmed, "proof"), plural.Count(s.count.probes()-s.confirmed, "probe")),
	}
}

// unexplained says that no variant was found, and how far the search got.
func (s *suspectLeg) unexplained() *report.Diagnosis {
	c := s.count
	found := &report.Diagnosis{ID: "unexplained-proof", Rules: proofRules()}
	if c.stopped != "" {
		found.Summary = "the server refuses the right proof; the search for the reason was cut short"
		found.Evidence = fmt.Sprintf("on the %s it refused the right proof; %d of %d known ways to compute it were tried before the search ended: %s",
			s.legName(), c.tried, c.known, c.stopped)
		return found
	}
	found.Summary = "the server refuses the right proof, and no known mistake explains it"
	found.Evidence = fmt.Sprintf("on the %s it refused the right proof and %s computed with known mistakes, in %s",
		s.legName(), plural.Count(c.probes(), "proof"), plural.Count(c.tried, "way"))
	return found
}

// withoutSRP says that no exchange can be begun.
func withoutSRP(absent *noExchangeError) *report.Diagnosis {
	return &report.Diagnosis{
		ID: "no-user-srp-auth", Summary: "the server has no USER_SRP_AUTH: " + absent.answer, Rules: rulesOfSRP(),
		Evidence: "a sign-in of a user with a password by USER_SRP_AUTH came to no PASSWORD_VERIFIER",
	}
}

func (s *suspectLeg) legName() string {
	if s.device {
		return "device leg"
	}
	return "user leg"
}

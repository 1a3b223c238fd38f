package engine

import "slices"

// Dialect is a wrong way in which a target was found to compute, for judging all that
// does not speak of the computation itself. The zero value is the protocol's own way.
type Dialect struct {
	// Arithmetic is the text of the variant in which the target's side of SRP
	// computes; see [suspect.ParseVariant].
	Arithmetic string `json:"arithmetic,omitempty"`
	// Explains are the rules whose failure it explains: they are checked in the
	// protocol's own way, and fail.
	Explains []string `json:"explains,omitempty"`
}

// Arithmetic is the text of the variant in which the check computes SRP, "" for the
// protocol's own. What the check finds is marked as assuming it.
func (c *Check) Arithmetic() string {
	d := c.session.dialect
	if d.Arithmetic == "" || slices.Contains(d.Explains, c.registered.rule.ID) {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && !slices.Contains(c.assuming, d.Arithmetic) {
		c.assuming = append(c.assuming, d.Arithmetic)
	}
	return d.Arithmetic
}

package referee

// add takes the next exchange, and puts it in relation with those before it.
func (h *History) add(e Exchange) {
	e.Number = len(h.Exchanges) + 1
	exchange := &e
	h.Exchanges = append(h.Exchanges, exchange)
	switch e.Operation {
	case "InitiateAuth":
		h.begin(exchange)
	case "RespondToAuthChallenge":
		h.goOn(exchange)
	}
}

// begin starts a sign-in, unless the call is a refresh.
func (h *History) begin(e *Exchange) {
	if e.Request.AuthFlow == "REFRESH_TOKEN_AUTH" || e.Request.AuthFlow == "REFRESH_TOKEN" {
		return
	}
	s := &SignIn{Number: len(h.SignIns) + 1, Steps: []*Exchange{e}}
	h.SignIns = append(h.SignIns, s)
}

// goOn adds a challenge response to the sign-in that it belongs to.
func (h *History) goOn(e *Exchange) {
	if len(h.SignIns) == 0 {
		return
	}
	s := h.SignIns[len(h.SignIns)-1]
	s.Steps = append(s.Steps, e)
}

// conclude settles what only the whole history can say.
func (h *History) conclude() {}

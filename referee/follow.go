package referee

import "slices"

// maxSteps is how many calls of a sign-in are looked at, and of the registration of its software
// token. Those of people are a dozen.
const maxSteps = 200

// nearby is how many of a user's newest sign-ins are looked at for the one that a call
// without a known Session belongs to.
const nearby = 16

// add takes the next exchange, and puts it in relation with those before it.
func (h *History) add(e Exchange) {
	h.prepare()
	e.Number = len(h.Exchanges) + 1
	exchange := &e
	h.Exchanges = append(h.Exchanges, exchange)
	if key := keyOf(exchange); key != "" {
		d := h.device(key)
		d.calls = append(d.calls, exchange)
		if e.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER" && e.RefusesProof() {
			d.Refused = append(d.Refused, exchange)
		}
	}
	switch {
	case e.Operation == "InitiateAuth" && isRefresh(exchange), e.Operation == "GetTokensFromRefreshToken":
		h.refresh(exchange)
	case e.Operation == "InitiateAuth":
		h.begin(exchange)
	case e.Operation == "RespondToAuthChallenge":
		h.goOn(exchange)
	case e.Request.Session != "": // AssociateSoftwareToken, VerifySoftwareToken
		h.setUp(exchange)
	case e.Request.AccessToken != "":
		h.follow(exchange, e.Request.AccessToken)
	case e.Operation == "RevokeToken":
		h.follow(exchange, e.Request.text("Token"))
	}
}

// prepare makes the indexes of a History that is new.
func (h *History) prepare() {
	if h.bySession != nil {
		return
	}
	h.bySession, h.byBlock, h.byToken = map[string]*SignIn{}, map[string]*SignIn{}, map[string]*SignIn{}
	h.byName, h.byKey = map[string]*User{}, map[string]*Device{}
	h.signIns, h.users = map[*Exchange]*SignIn{}, map[*Exchange]*User{}
}

// isRefresh reports whether an InitiateAuth brings a refresh token.
func isRefresh(e *Exchange) bool {
	return e.Request.AuthFlow == "REFRESH_TOKEN_AUTH" || e.Request.AuthFlow == "REFRESH_TOKEN"
}

// begin starts a sign-in.
func (h *History) begin(e *Exchange) {
	s := h.newSignIn()
	if name := e.Request.AuthParameters["USERNAME"]; name != "" {
		h.join(s, h.user(e.Request.ClientID, name))
	}
	h.step(s, e)
}

func (h *History) newSignIn() *SignIn {
	s := &SignIn{Number: len(h.SignIns) + 1}
	h.SignIns = append(h.SignIns, s)
	return s
}

// goOn adds a challenge response to the sign-in that it belongs to. One that belongs to
// none that was seen is a sign-in whose beginning is missing.
func (h *History) goOn(e *Exchange) {
	s := h.find(e)
	if s == nil {
		s = h.newSignIn()
		if name := e.Request.ChallengeResponses["USERNAME"]; name != "" {
			h.join(s, h.user(e.Request.ClientID, name))
		}
	}
	h.step(s, e)
}

// find is the sign-in that a challenge response goes on with: by its Session, by the
// SECRET_BLOCK that it brings back, or as the user's newest sign-in that it can belong to.
// It is nil if none was seen.
func (h *History) find(e *Exchange) *SignIn {
	if s := h.bySession[e.Request.Session]; s != nil {
		return s
	}
	if s := h.byBlock[e.Request.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"]]; s != nil {
		return s
	}
	user := h.byName[nameKey(e.Request.ClientID, e.Request.ChallengeResponses["USERNAME"])]
	if user == nil {
		return nil
	}
	for _, s := range slices.Backward(user.signIns[max(0, len(user.signIns)-nearby):]) {
		if s.canGoOnWith(e) {
			return s
		}
	}
	return nil
}

// canGoOnWith reports whether a response of the sign-in's user without a Session that was
// issued, and without its SECRET_BLOCK, can belong to it: its Session is one that was altered
// on the way; or it has none, and is to the challenge that the sign-in waits for, with the
// same device and what is left of the block.
func (s *SignIn) canGoOnWith(e *Exchange) bool {
	if e.Request.Session != "" {
		return s.Tokens() == nil && alteredFrom(e.Request.Session, s.session())
	}
	sent := e.Request.ChallengeResponses
	if s.waits() == "" || s.waits() != e.Request.ChallengeName {
		return false
	}
	issued := s.Answering(len(s.Steps)).ChallengeParameters["SECRET_BLOCK"]
	block := sent["PASSWORD_CLAIM_SECRET_BLOCK"]
	ofBlock := block == "" || issued == "" || sameBytes(block, issued) || alteredFrom(block, issued)
	ofDevice := sent["DEVICE_KEY"] == "" || s.Sent == nil || s.Sent.Key == sent["DEVICE_KEY"]
	return ofBlock && ofDevice
}

// session is the newest Session of the sign-in.
func (s *SignIn) session() string {
	for _, e := range slices.Backward(slices.Concat(s.Steps, s.Setup)) {
		if e.Response.Session != "" {
			return e.Response.Session
		}
	}
	return ""
}

// alteredFrom reports whether a Session is another one that was cut or changed on its way:
// two of the service's own never have the first half in common. Short ones may.
func alteredFrom(sent, issued string) bool {
	const telling = 8
	half := len(issued) / 2
	return half >= telling && len(sent) >= half && sent != issued && sent[:half] == issued[:half]
}

// beginAlike reports whether two of some texts look as if one was altered from the other.
func beginAlike(texts []string) bool {
	slices.Sort(texts)
	for i, text := range texts {
		if i > 0 && alteredFrom(text, texts[i-1]) {
			return true
		}
	}
	return false
}

// step adds a call to a sign-in, with what its answer says.
func (h *History) step(s *SignIn, e *Exchange) {
	h.signIns[e] = s
	if len(s.Steps) == maxSteps {
		h.longest = true
		return
	}
	s.Steps = append(s.Steps, e)
	if key := e.Request.Parameters()["DEVICE_KEY"]; key != "" {
		d := h.device(key)
		h.give(d, s.User)
		if s.Sent == nil {
			s.Sent = d
		}
		if e.MissesDevice() {
			d.Missed = append(d.Missed, e)
		}
	}
	if e.Response.Session != "" {
		h.bySession[e.Response.Session] = s
	}
	if block := e.Response.ChallengeParameters["SECRET_BLOCK"]; block != "" {
		h.byBlock[block] = s
	}
	h.name(s, e.Response.ChallengeParameters["USER_ID_FOR_SRP"], e.Response.ChallengeParameters["USERNAME"])
	if result := e.Response.AuthenticationResult; result != nil {
		h.end(s, e, result)
	}
}

// MissesDevice reports whether a call with a DEVICE_KEY was answered by the service's word that it
// does not know the device: not the app client, nor the user pool.
func (e *Exchange) MissesDevice() bool {
	return e.Response.Error == "ResourceNotFoundException" &&
		(e.says("device") || e.Operation == "RespondToAuthChallenge" && !e.says("client", "pool"))
}

// end takes what a sign-in ends with.
func (h *History) end(s *SignIn, e *Exchange, result *AuthenticationResult) {
	h.keep(s, result)
	h.name(s, namesOf(result)...)
	if d := h.issue(s, e, result); d != nil {
		s.Issued = d
	}
}

// issue is the device that tokens came with; nil if they came with none.
func (h *History) issue(s *SignIn, e *Exchange, result *AuthenticationResult) *Device {
	issued := result.NewDeviceMetadata
	if issued == nil || issued.DeviceKey == "" {
		return nil
	}
	d := h.device(issued.DeviceKey)
	if d.Issued == nil {
		d.Issued, d.GroupKey = e, issued.DeviceGroupKey
	}
	h.give(d, s.User)
	return d
}

// keep notes whose tokens they are.
func (h *History) keep(s *SignIn, result *AuthenticationResult) {
	for _, token := range []string{result.AccessToken, result.RefreshToken} {
		if token != "" {
			h.byToken[token] = s
		}
	}
}

// setUp adds a call that registers a software token to the sign-in that asks for it.
func (h *History) setUp(e *Exchange) {
	s := h.bySession[e.Request.Session]
	if s == nil {
		return
	}
	h.signIns[e] = s
	if len(s.Setup) == maxSteps {
		h.longest = true
		return
	}
	s.Setup = append(s.Setup, e)
	if e.Response.Session != "" {
		h.bySession[e.Response.Session] = s
	}
}

// refresh adds a refresh to the sign-in that its token is from. A device that its answer has is one
// more of the sign-in: [SignIn.Issued] stays the one that came first.
func (h *History) refresh(e *Exchange) {
	s := h.byToken[refreshToken(e)]
	if s == nil {
		return
	}
	s.After = append(s.After, e)
	h.signIns[e] = s
	if result := e.Response.AuthenticationResult; result != nil {
		h.keep(s, result)
		h.issue(s, e, result)
	}
}

// refreshToken is the one that a refresh brings, by either operation.
func refreshToken(e *Exchange) string {
	if e.Operation == "InitiateAuth" {
		return e.Request.AuthParameters["REFRESH_TOKEN"]
	}
	return e.Request.RefreshToken
}

// follow adds a call to the sign-in that its token is from. Of a sign-in that was not seen
// the claims of an access token tell the user.
func (h *History) follow(e *Exchange, token string) {
	if s := h.byToken[token]; s != nil {
		s.After = append(s.After, e)
		h.signIns[e] = s
	} else if claims := claimsOf(token); claims != nil && claims.name() != "" {
		h.users[e] = h.user(claims.ClientID, claims.name())
	}
	if user := h.UserOf(e); e.Operation == "DeleteUser" && e.Succeeded() && user != nil {
		for _, d := range user.devices {
			d.Gone = e
		}
	}
	if e.Request.DeviceKey == "" || !e.Succeeded() {
		return
	}
	d := h.device(e.Request.DeviceKey)
	h.give(d, h.UserOf(e))
	switch e.Operation {
	case "ConfirmDevice":
		if d.Confirmed == nil {
			d.Confirmed = e
		}
	case "UpdateDeviceStatus":
		d.Statuses = append(d.Statuses, e)
	case "ForgetDevice":
		d.Forgotten = e
	}
}

// conclude settles what only the whole history can say.
func (h *History) conclude() {
	for i, user := range h.Users {
		user.Number = i + 1
	}
}

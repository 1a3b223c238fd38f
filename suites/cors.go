package suites

import (
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerCORS lists the checks of what pages of other origins may ask and read.
func registerCORS(s registry) {
	s.Rule("CORS-01", preflightIsAllowed)
	s.Rule("CORS-02", pagesReadSuccesses)
	s.Rule("CORS-03", pagesReadRefusals)
	s.Rule("CORS-04", pagesReadHeaders)
	s.Rule("CORS-05", preflightIsRemembered, engine.DependsOn("CORS-01"))
	s.Rule("CORS-06", withoutOrigin)
}

// pageOrigin is where the page of these checks is from: no server can know it.
const pageOrigin = "https://page.example"

// pageHeaders are the headers that a browser asks leave for, by the client in the
// page.
func pageHeaders() map[string]string {
	return map[string]string{
		"Amplify": "cache-control,content-type,x-amz-target,x-amz-user-agent",
		"AWS SDK": "amz-sdk-invocation-id,amz-sdk-request,content-type,x-amz-target,x-amz-user-agent",
		"AWS SDK with credentials": "amz-sdk-invocation-id,amz-sdk-request,authorization,content-type," +
			"x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent",
	}
}

// preflight asks, as a browser does, whether the page may post with the headers.
func (c *Check) preflight(headers string) *target.RawResponse {
	return c.rawCall(target.RawCall{Operation: "OPTIONS", Method: http.MethodOptions, Body: []byte{}, Header: map[string]string{
		"Origin": pageOrigin, "Access-Control-Request-Method": http.MethodPost, "Access-Control-Request-Headers": headers,
		"Content-Type": "", "X-Amz-Target": "",
	}})
}

// preflightIsAllowed judges as a browser does: POST needs no leave of its own, and
// an asterisk is leave for every header but Authorization.
func preflightIsAllowed(c *Check) {
	each(c, pageHeaders(), func(_, headers string) {
		response := c.preflight(headers)
		c.Expect(response.Status).To(And(BeNumerically(">=", http.StatusOK), BeNumerically("<", http.StatusMultipleChoices)), "status of OPTIONS")
		c.expectShared(response)
		allowed := list(response.Header, "Access-Control-Allow-Headers")
		for name := range strings.SplitSeq(headers, ",") {
			if name == "authorization" || !slices.Contains(allowed, "*") {
				c.Expect(allowed).To(ContainElement(name), "Access-Control-Allow-Headers")
			}
		}
	})
}

// list is the value of a header that lists names, in lower case.
func list(h http.Header, name string) []string {
	names := strings.Split(strings.ToLower(strings.Join(h.Values(name), ",")), ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// expectShared wants leave for the page to read the answer.
func (c *Check) expectShared(response *target.RawResponse) {
	c.Expect(response.Header.Get("Access-Control-Allow-Origin")).To(BeElementOf("*", pageOrigin), "Access-Control-Allow-Origin")
}

// byPage is the call as a page makes it.
func byPage(call target.RawCall) target.RawCall {
	call.Header = map[string]string{"Origin": pageOrigin}
	return call
}

// getUser is a call that succeeds, whoever makes it.
func (c *Check) getUser() target.RawCall {
	signIn := c.SignedIn(c.Actor(whatever(), target.ClientSpec{}), nil)
	return target.RawCall{Operation: "GetUser", JSON: map[string]any{"AccessToken": signIn.AccessToken()}}
}

func pagesReadSuccesses(c *Check) {
	response := c.rawCall(byPage(c.getUser()))
	c.Given(response.Err("GetUser"), "GetUser")
	c.expectShared(response)
}

func pagesReadRefusals(c *Check) {
	c.ofRefusals(func(_ string, r refusal) {
		c.expectShared(refusal{r.exception, byPage(r.call)}.answer(c))
	})
}

func pagesReadHeaders(c *Check) {
	refused := target.RawCall{Operation: "GetUser", JSON: map[string]any{"AccessToken": "not-a-token"}}
	each(c, map[string]target.RawCall{"a success": c.getUser(), "a refusal": refused}, func(_ string, call target.RawCall) {
		exposed := list(c.rawCall(byPage(call)).Header, "Access-Control-Expose-Headers")
		for _, name := range []string{"x-amzn-requestid", "x-amzn-errortype", "x-amzn-errormessage", "date"} {
			c.Expect(exposed).To(ContainElement(name), "Access-Control-Expose-Headers")
		}
	})
}

func preflightIsRemembered(c *Check) {
	response := c.preflight(pageHeaders()["Amplify"])
	c.Expect(response.Header.Get("Access-Control-Max-Age")).To(Equal("172800"), "Access-Control-Max-Age")
}

func withoutOrigin(c *Check) {
	response := c.rawCall(c.getUser())
	for _, name := range []string{"Access-Control-Allow-Origin", "Access-Control-Expose-Headers"} {
		c.Observe("GetUser without Origin: %s %s", name, presence(response.Header.Get(name) != ""))
	}
}

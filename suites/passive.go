package suites

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/suites/engine"
)

// registerPassive lists the rules that show in the traffic of any check: the form of
// answers and of errors. Their own checks make a few chosen calls; where those cannot be
// had, what the others saw decides.
func registerPassive(s registry) {
	s.suite.Passive("WIRE-01", jsonBodySeen)
	s.suite.Passive("WIRE-04", errorStatusSeen)
	s.suite.Passive("WIRE-05", errorBodySeen)
	s.suite.Passive("WIRE-06", errorHeaderSeen)
	s.suite.Passive("WIRE-25", contentTypeSeen)
	s.suite.Passive("WIRE-35", requestIDSeen)
}

// plainErrors are exceptions of which every document says that they are the client's
// error, with status 400.
func plainErrors() []string {
	return []string{notAuthorized, resourceNotFound, userNotFound, invalidParameter, "CodeMismatchException"}
}

// ofService reports whether an exchange is a call of the protocol that the service
// answered itself: not one that it lacks, and not what a proxy says in its place.
func ofService(e engine.Exchange) bool {
	return e.Method == http.MethodPost && (e.Status == http.StatusOK || e.Status/100 == 4 && errorName(e) != "")
}

// errorName is the exception of an answer, "" for none.
func errorName(e engine.Exchange) string {
	if e.Status < 300 {
		return ""
	}
	if told, _, _ := strings.Cut(header(e, "X-Amzn-Errortype"), ":"); told != "" {
		return bareName(told)
	}
	kind, _ := objectOf(e)["__type"].(string)
	return bareName(kind)
}

func header(e engine.Exchange, name string) string {
	for key, value := range e.ResponseHeader {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// objectOf is the body of an answer if it is a JSON object, nil otherwise.
func objectOf(e engine.Exchange) map[string]any {
	var object map[string]any
	if json.Unmarshal([]byte(e.Response), &object) != nil {
		return nil
	}
	return object
}

// against is an exchange that breaks the rule.
func against(expected, actual string) engine.Sight {
	return engine.Sight{Speaks: true, Expected: expected, Actual: actual}
}

// kept is an exchange that keeps the rule.
func kept() engine.Sight { return engine.Sight{Speaks: true} }

// jsonBodySeen leaves out bodies that the transcript cut, and successes without one.
func jsonBodySeen(e engine.Exchange) engine.Sight {
	switch {
	case !ofService(e) || e.Response == "" || strings.Contains(e.Response, "more bytes"):
		return engine.Sight{}
	case objectOf(e) == nil:
		return against("a JSON object in the body of "+e.Operation, e.Response)
	}
	return kept()
}

func errorStatusSeen(e engine.Exchange) engine.Sight {
	switch name := errorName(e); {
	case !slices.Contains(plainErrors(), name):
		return engine.Sight{}
	case e.Status != http.StatusBadRequest:
		return against("status 400 for "+name, fmt.Sprint(e.Status))
	}
	return kept()
}

func errorBodySeen(e engine.Exchange) engine.Sight {
	if !slices.Contains(plainErrors(), errorName(e)) {
		return engine.Sight{}
	}
	body := objectOf(e)
	kind, _ := body["__type"].(string)
	if message, _ := body["message"].(string); bareName(kind) != errorName(e) || message == "" {
		return against("__type and message in the body of "+errorName(e), e.Response)
	}
	return kept()
}

func errorHeaderSeen(e engine.Exchange) engine.Sight {
	name := errorName(e)
	if !slices.Contains(plainErrors(), name) {
		return engine.Sight{}
	}
	if told, _, _ := strings.Cut(header(e, "X-Amzn-Errortype"), ":"); bareName(told) != name {
		return against("the header x-amzn-errortype of "+name, "none")
	}
	return kept()
}

func contentTypeSeen(e engine.Exchange) engine.Sight {
	if !ofService(e) || e.Response == "" {
		return engine.Sight{}
	}
	if media, _, _ := mime.ParseMediaType(header(e, "Content-Type")); media != jsonType && media != olderJSONType {
		return against("Content-Type "+jsonType+" of "+e.Operation, quoted(header(e, "Content-Type")))
	}
	return kept()
}

func requestIDSeen(e engine.Exchange) engine.Sight {
	switch {
	case !ofService(e):
		return engine.Sight{}
	case header(e, "X-Amzn-Requestid") == "":
		return against("the header x-amzn-RequestId of "+e.Operation, "none")
	}
	return kept()
}

// quoted is a text in quotation marks, or that there is none.
func quoted(text string) string {
	if text == "" {
		return "none"
	}
	return fmt.Sprintf("%q", text)
}

package diagnose_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/diagnose"
	"github.com/cogbench/cogbench/vectors/own"
)

// rightAnswers and zeros keep what is computed for every library: answers by the id of
// their test, and whether a value begins with a zero byte by that and its name.
var rightAnswers, zeros sync.Map

// right answers as package srp.
func right(r vectors.Request) vectors.Answer {
	id := vectors.Identify(r.Op, r.Input)
	known, found := rightAnswers.Load(id)
	if !found {
		known, _ = rightAnswers.LoadOrStore(id, computeRight(r))
	}
	answer := known.(vectors.Answer)
	answer.ID = r.ID
	return answer
}

func computeRight(r vectors.Request) vectors.Answer {
	output, err := own.Compute(r.Op, r.Input)
	switch {
	case errors.Is(err, own.ErrUnsupported):
		return vectors.Answer{Error: vectors.Unsupported}
	case err != nil:
		return vectors.Answer{Error: vectors.Rejected, Reason: err.Error()}
	}
	return vectors.Answer{Output: output}
}

// wrongLibrary is a library of a variant. It supports the operations of sampled
// tests, by their ids, alone.
func wrongLibrary(w suspect.Variant, sampled map[string]bool) func(vectors.Request) vectors.Answer {
	return func(r vectors.Request) vectors.Answer {
		if !sampled[vectors.Identify(r.Op, r.Input)] {
			return vectors.Answer{ID: r.ID, Error: vectors.Unsupported}
		}
		return answerAs(w, r)
	}
}

// rarelyWrongLibrary is a library of a variant where a value begins with a zero byte,
// and right otherwise.
func rarelyWrongLibrary(w suspect.Variant, operand string) func(vectors.Request) vectors.Answer {
	return func(r vectors.Request) vectors.Answer {
		id := operand + " of " + vectors.Identify(r.Op, r.Input)
		zero, found := zeros.Load(id)
		if !found {
			zero, _ = zeros.LoadOrStore(id, beginsWithZero(r, operand))
		}
		if !zero.(bool) {
			return right(r)
		}
		return answerAs(w, r)
	}
}

// answerAs answers as a library of a variant; invalid input is refused as package
// srp refuses it.
func answerAs(w suspect.Variant, r vectors.Request) vectors.Answer {
	answer := right(r)
	if answer.Error != "" || w == (suspect.Variant{}) {
		return answer
	}
	if r.Op == "pad" && strings.HasPrefix(r.Input["n"].(string), "-") {
		return answer
	}
	e := diagnose.ExchangeOf(r)
	encode := base64.StdEncoding.EncodeToString
	switch r.Op {
	case "client_public":
		answer.Output = map[string]string{"A": w.Public(e).Text(16)}
	case "user_proof", "device_proof", "signature":
		answer.Output = map[string]string{"signature": encode(w.Proof(e))}
	case "device_verifier":
		answer.Output = map[string]string{"Salt": encode(w.SentSalt(e)), "PasswordVerifier": encode(w.SentVerifier(e))}
	case "pad":
		answer.Output = map[string]string{"hex": hex.EncodeToString(w.Pad(e.Number))}
	case "multiplier":
		answer.Output = map[string]string{"k": w.Multiplier().Text(16)}
	case "scrambling":
		answer.Output = map[string]string{"u": w.Scrambling(e).Text(16)}
	case "private_key":
		answer.Output = map[string]string{"x": w.PrivateKey(e).Text(16)}
	case "verifier":
		answer.Output = map[string]string{"v": w.Verifier(e).Text(16)}
	case "premaster":
		answer.Output = map[string]string{"S": new(big.Int).Abs(w.Premaster(e)).Text(16)}
	case "session_key":
		answer.Output = map[string]string{"K": encode(w.SessionKey(e))}
	case "timestamp":
		seconds, _ := r.Input["unixSeconds"].(json.Number).Int64()
		e.Timestamp = srp.Timestamp(time.Unix(seconds, 0))
		answer.Output = map[string]string{"timestamp": w.Stamp(e)}
	}
	return answer
}

// beginsWithZero reports whether a value of the request's exchange begins with a
// zero byte at its natural width, which one in 256 does.
func beginsWithZero(r vectors.Request, operand string) bool {
	right, e := suspect.Variant{}, diagnose.ExchangeOf(r)
	value := func(bits int, n *big.Int) bool { return n != nil && n.BitLen() > 0 && n.BitLen() <= bits-8 }
	proof := slices.Contains([]string{"user_proof", "device_proof", "premaster"}, r.Op)
	salt, _ := r.Input["salt"].(string)
	number, _ := new(big.Int).SetString(salt, 16)
	switch operand {
	case "A":
		return (proof || r.Op == "client_public" || r.Op == "scrambling") && value(3072, right.Public(e))
	case "B":
		n, _ := new(big.Int).SetString(e.B, 16)
		return (proof || r.Op == "scrambling") && value(3072, n)
	case "u":
		return (proof || r.Op == "session_key" || r.Op == "scrambling") && value(256, right.Scrambling(e))
	case "S":
		return (proof || r.Op == "session_key") && value(3072, right.Premaster(e))
	case "x":
		return salt != "" && value(256, right.PrivateKey(e))
	case "v":
		return salt != "" && value(3072, right.Verifier(e))
	case "salt":
		return value(128, number)
	case "n":
		return r.Op == "pad" && e.Number != nil && e.Number.BitLen() > 2900 && value(3072, e.Number)
	case "K":
		return (proof || r.Op == "session_key") && right.SessionKey(e)[0] == 0
	default:
		return proof && r.Op != "premaster" && right.Proof(e)[0] == 0
	}
}

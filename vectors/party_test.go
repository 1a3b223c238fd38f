package vectors_test

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
)

// roleVariable makes the test program an adapter: of a library with wrong values
// ("wrong:axis=value,…"), of one that is wrong where a value begins with a zero
// byte ("rare:axis=value@S"), or one that misbehaves.
const roleVariable = "COGBENCH_TEST_ADAPTER"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		beAdapter(role)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// adapterOf is the command line of this program in a role.
func adapterOf(t *testing.T, role string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s='%s' exec '%s'", roleVariable, role, program)
}

func beAdapter(role string) {
	kind, detail, _ := strings.Cut(role, ":")
	if misbehave, known := misbehaviours[kind]; known {
		misbehave(requestsOnStdin())
		return
	}
	text, operand, _ := strings.Cut(detail, "@")
	wrong, err := suspect.ParseVariant(text)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for request := range requestsOnStdin() {
		variant := wrong
		if kind == "rare" && !beginsWithZero(request, operand) {
			variant = suspect.Variant{}
		}
		say(answerAs(variant, request))
	}
}

// requestsOnStdin yields what cogbench asks.
func requestsOnStdin() func(func(vectors.Request) bool) {
	return func(yield func(vectors.Request) bool) {
		lines := bufio.NewScanner(os.Stdin)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			request, err := vectors.ParseRequest(lines.Bytes())
			if err != nil || !yield(request) {
				return
			}
		}
	}
}

func say(answer vectors.Answer) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	if _, err := os.Stdout.Write(append(line, '\n')); err != nil {
		os.Exit(1)
	}
}

// answerAs answers as a library of a variant; invalid input is refused as package
// srp refuses it.
func answerAs(w suspect.Variant, r vectors.Request) vectors.Answer {
	right := vectors.Own(r)
	if right.Error != "" || w == (suspect.Variant{}) {
		return right
	}
	if r.Op == "pad" && strings.HasPrefix(r.Input["n"].(string), "-") {
		return right
	}
	e := vectors.ExchangeOf(r)
	encode := base64.StdEncoding.EncodeToString
	switch r.Op {
	case "client_public":
		right.Output = map[string]string{"A": w.Public(e).Text(16)}
	case "user_proof", "device_proof", "signature":
		right.Output = map[string]string{"signature": encode(w.Proof(e))}
	case "device_verifier":
		right.Output = map[string]string{"Salt": encode(w.SentSalt(e)), "PasswordVerifier": encode(w.SentVerifier(e))}
	case "pad":
		right.Output = map[string]string{"hex": hex.EncodeToString(w.Pad(e.Number))}
	case "multiplier":
		right.Output = map[string]string{"k": w.Multiplier().Text(16)}
	case "scrambling":
		right.Output = map[string]string{"u": w.Scrambling(e).Text(16)}
	case "private_key":
		right.Output = map[string]string{"x": w.PrivateKey(e).Text(16)}
	case "verifier":
		right.Output = map[string]string{"v": w.Verifier(e).Text(16)}
	case "premaster":
		right.Output = map[string]string{"S": new(big.Int).Abs(w.Premaster(e)).Text(16)}
	case "session_key":
		right.Output = map[string]string{"K": encode(w.SessionKey(e))}
	case "timestamp":
		seconds, _ := r.Input["unixSeconds"].(json.Number).Int64()
		e.Timestamp = srp.Timestamp(time.Unix(seconds, 0))
		right.Output = map[string]string{"timestamp": w.Stamp(e)}
	}
	return right
}

// beginsWithZero reports whether a value of the request's exchange begins with a
// zero byte at its natural width, which one in 256 does.
func beginsWithZero(r vectors.Request, operand string) bool {
	right, e := suspect.Variant{}, vectors.ExchangeOf(r)
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

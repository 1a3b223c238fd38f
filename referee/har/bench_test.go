package har_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/har"
)

// large is a recording of a busy app: pages, scripts and pictures of other hosts, and among
// them calls of the service. It is made as it is read.
type large struct {
	left   int // bytes, about
	pieces [][]byte
	next   int
	rest   []byte
	ended  bool
}

func newLarge(t testing.TB, size int) *large {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	picture := make([]byte, 150_000)
	for i := range picture {
		picture[i] = byte(random.Uint32())
	}
	encoded := elsewhere("https://pictures.example/1.png", base64.StdEncoding.EncodeToString(picture))
	encoded.Response.Content["encoding"] = "base64"
	script := elsewhere("https://scripts.example/app.js", strings.Repeat("if (a[\"b\"] === '\\n') {\n\treturn { é: \"c\" };\n}\n", 3000))
	small := elsewhere("https://api.example/items", `{"items":[{"id":1}]}`)
	for range 12 {
		small.Request.Headers = append(small.Request.Headers, header{"X-Custom-Header", strings.Repeat("v", 80)})
	}
	call := called(1, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"SRP_A":"`+strings.Repeat("ab", 384)+`"}}`,
		`{"ChallengeName":"PASSWORD_VERIFIER","ChallengeParameters":{"SECRET_BLOCK":"`+strings.Repeat("b", 1368)+`","SRP_B":"`+strings.Repeat("cd", 384)+`"}}`)
	l := &large{left: size, rest: []byte(`{"log":{"version":"1.2","entries":[`)}
	for _, e := range []entry{encoded, small, script, small, call, encoded, small} {
		text := file(t, e)
		text = text[strings.Index(text, "[{")+1 : strings.LastIndex(text, "}]")+1]
		l.pieces = append(l.pieces, []byte(text))
	}
	return l
}

// Read implements io.Reader.
func (l *large) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		switch {
		case l.left > 0:
			l.rest = l.pieces[l.next%len(l.pieces)]
			if l.next > 0 {
				l.rest = append([]byte{','}, l.rest...)
			}
			l.next++
		case !l.ended:
			l.rest, l.ended = []byte("]}}"), true
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	l.left -= n
	return n, nil
}

func BenchmarkRead(b *testing.B) {
	data, err := io.ReadAll(newLarge(b, 50<<20))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var r har.Recordings
		if err := r.Read(b.Context(), bytes.NewReader(data), "large.har"); err != nil {
			b.Fatal(err)
		}
	}
}

// sampled notes the largest heap while it is read.
type sampled struct {
	io.Reader
	reads int
	most  uint64
}

func (s *sampled) Read(p []byte) (int, error) {
	if s.reads++; s.reads%1000 == 0 {
		s.sample()
	}
	return s.Reader.Read(p)
}

func (s *sampled) sample() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.most = max(s.most, m.HeapAlloc)
}

// A recording can be larger than the memory: what is held grows with the calls of the
// service alone, and up to a bound.
func TestMemoryIsBounded(t *testing.T) {
	t.Run("half a gigabyte of other hosts", func(t *testing.T) {
		source := &sampled{Reader: newLarge(t, 500<<20)}
		var r har.Recordings
		if err := r.Read(t.Context(), source, "large.har"); err != nil {
			t.Fatal(err)
		}
		if got := len(r.Exchanges()); got < 500 {
			t.Errorf("%d calls, want many", got)
		}
		bounded(t, source.most, 40)
	})
	t.Run("nothing but calls", func(t *testing.T) {
		calls := newLarge(t, 200<<20)
		calls.pieces = calls.pieces[4:5]
		source := &sampled{Reader: calls}
		var r har.Recordings
		if err := r.Read(t.Context(), source, "calls.har"); err != nil {
			t.Fatal(err)
		}
		if found := handed(t, &r); !strings.Contains(found.CutShort, "all that is kept") {
			t.Errorf("cut short: %q", found.CutShort)
		}
		source.sample()
		bounded(t, source.most, 90)
	})
	t.Run("one string", func(t *testing.T) {
		var r har.Recordings
		source := &sampled{Reader: io.MultiReader(strings.NewReader(`{"log":{"entries":[{"request":{"postData":{"text":"`), io.LimitReader(endless('a'), 300<<20))}
		if err := r.Read(t.Context(), source, "string.har"); err != nil {
			t.Fatal(err)
		}
		bounded(t, source.most, 20+referee.MaxBody>>20)
	})
}

func bounded(t *testing.T, most uint64, mebibytes uint64) {
	t.Helper()
	t.Logf("at most %.1f MiB", float64(most)/(1<<20))
	if most > mebibytes<<20 {
		t.Errorf("%d bytes are held, want at most %d MiB", most, mebibytes)
	}
}

// endless gives one byte for ever.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte{byte(e)}, len(p))), nil
}

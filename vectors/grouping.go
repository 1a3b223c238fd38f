package vectors

// regrowth is the factor by which groups grow after one was answered whole: a
// single bad request costs a few small groups, and then all is asked in large ones
// again.
const regrowth = 4

// grouping decides how many requests one process of an adapter is asked. For a good
// adapter, and for one that answers in order, that is all of them. It bisects when
// an adapter reads everything before it answers, and takes single steps through a
// run of requests that all crash.
type grouping struct {
	all, size, most int
}

func newGrouping(all int) *grouping { return &grouping{all: all, size: all, most: all} }

// answeredWhole follows a group that was answered whole.
func (g *grouping) answeredWhole() { g.size = min(g.size*regrowth, g.most) }

// suspectAnswered follows a group that failed though its suspect, asked alone,
// answered. Then either another request is at fault or the group was too much at
// once: all of it took longer than the timeout, and so would another of its size.
func (g *grouping) suspectAnswered(open int, tooMuch bool) {
	g.size = max(1, open/2)
	if tooMuch {
		g.most = g.size
	}
}

// suspectFailed follows a suspect that failed alone, too. If the group gave no
// answer at all, the next request is likely to be of the same kind.
func (g *grouping) suspectFailed(fruitless bool) {
	g.most = g.all
	if fruitless {
		g.size = 1
	}
}

package vectors

// regrowth is by how much the groups grow when one was answered whole.
const regrowth = 4

// pace says how many requests one process of an adapter is asked. It is all of
// them for a good adapter, and for one that answers in order, whose faults are
// found without it. It bisects for one that reads all before it answers, and goes
// in single steps through a run of requests that all crash.
type pace struct {
	all, size, most int
}

func newPace(all int) *pace { return &pace{all: all, size: all, most: all} }

// answered follows on a group that was answered whole.
func (p *pace) answered() { p.size = min(p.size*regrowth, p.most) }

// innocent follows on a group with a fault whose suspect, asked alone, answered.
// The fault is among the others then, or the group was too much at once: the whole
// of it took longer than the time limit, and so would another of its size.
func (p *pace) innocent(open int, tooMuch bool) {
	p.size = max(1, open/2)
	if tooMuch {
		p.most = p.size
	}
}

// guilty follows on a suspect that had the fault alone, too. If the group gave no
// answer at all, the next request is likely to be of the same kind.
func (p *pace) guilty(barren bool) {
	p.most = p.all
	if barren {
		p.size = 1
	}
}

package awkward

import (
	"sync"

	"github.com/cogbench/cogbench/refpool"
)

// forgetAt has the pool forget one device of each user: the first confirmed one that the
// client names in such a step.
func forgetAt(step func(name string) bool) func(*refpool.Behaviour, func() bool) {
	return func(b *refpool.Behaviour, awake func() bool) {
		var lock sync.Mutex
		named, done := map[string]bool{}, map[*refpool.User]bool{}
		sent, find := b.Device.Sent, b.Device.Find
		b.Device.Sent = func(name string, given map[string]string) string {
			key := sent(name, given)
			if key != "" && awake() && step(name) {
				lock.Lock()
				named[key] = true
				lock.Unlock()
			}
			return key
		}
		b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
			d := find(p, u, key)
			lock.Lock()
			defer lock.Unlock()
			if d == nil || !d.Confirmed || !named[key] || done[u] {
				return d
			}
			done[u] = true
			delete(u.Devices, key)
			return nil
		}
	}
}

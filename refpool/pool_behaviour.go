package refpool

import "slices"

// PoolBehaviour holds the decisions about a pool's settings (rules POOL).
type PoolBehaviour struct {
	// Tracks reports whether a DeviceConfiguration with so many members has devices
	// tracked.
	Tracks func(members int) bool
	// DeviceConfiguration returns what that of p becomes when CreateUserPool, for
	// which p has no configuration yet, or UpdateUserPool gives it so. nil: devices
	// are not tracked.
	DeviceConfiguration func(p *Pool, given *DeviceConfiguration) *DeviceConfiguration
	// UniqueNames reports whether no two pools may have one name.
	UniqueNames func() bool
	// Configured may change the settings of p that CreateUserPool or UpdateUserPool has
	// just made.
	Configured func(p *Pool)
	// EmailFactor reports whether p may have e-mail codes as a second factor.
	EmailFactor func(p *Pool) bool
}

func correctPool() PoolBehaviour {
	return PoolBehaviour{
		Tracks:              func(int) bool { return true },
		DeviceConfiguration: func(_ *Pool, given *DeviceConfiguration) *DeviceConfiguration { return given },
		UniqueNames:         func() bool { return false },
		Configured:          func(*Pool) {},
		EmailFactor: func(p *Pool) bool {
			return !slices.Equal(p.Config.Recovery, []string{"verified_email"})
		},
	}
}

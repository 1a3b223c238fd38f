package faults

import "github.com/cogbench/cogbench/refpool"

func deviceOwnerFaults() []Fault {
	return []Fault{
		{
			Name: "devices-of-all-users", Summary: "finds a device key whichever user it belongs to", Breaks: rules("DEV-CONF-06", "DEV-STAT-06", "DEV-SRP-18", "DEV-GET-05", "DEV-FORGET-07"), Seen: "emulators",
			set: devicesOfAllUsers,
		},
	}
}

// devicesOfAllUsers looks for a key among the devices of everybody.
func devicesOfAllUsers(b *refpool.Behaviour, fired func()) {
	before := b.Device.Find
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		if d := before(p, u, key); d != nil {
			return d
		}
		for _, other := range p.Users {
			if d := other.Devices[key]; d != nil {
				fired()
				return d
			}
		}
		return nil
	}
}

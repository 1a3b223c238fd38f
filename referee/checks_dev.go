package referee

func checksOfDevices() map[string]Check {
	return map[string]Check{
		"CLI-DEV-01": func(h *History, v *Verdict) { devicesAreUsed(h, v, false) },
		"CLI-DEV-02": missingDeviceIsDropped,
		"CLI-DEV-03": refusedDeviceIsDropped,
		"CLI-DEV-04": forgottenDeviceIsDropped,
	}
}

// sentAfter is the next call of a sign-in or refresh, after one, that has the device's key;
// nil if there is none.
func (h *History) sentAfter(d *Device, e *Exchange) *Exchange {
	for _, later := range h.Exchanges[e.Number:] {
		if later.Request.Parameters()["DEVICE_KEY"] == d.Key {
			return later
		}
	}
	return nil
}

// missingDeviceIsDropped passes over a call that was on its way before the answer came: two
// sign-ins at a time both learn it.
func missingDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		for _, missed := range d.Missed {
			later := h.sentAfter(d, missed)
			switch {
			case later == nil:
				v.Kept(missed)
			case !overlap(missed, later):
				v.Broken(later, "DEVICE_KEY is that of a device of which the service said that it does not exist")
			}
		}
	}
}

// overlap reports whether one call began before the other was answered.
func overlap(first, second *Exchange) bool {
	return !first.Ended.IsZero() && !second.Started.IsZero() && second.Started.Before(first.Ended)
}

func refusedDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		refused := h.proofsRefused(d)
		for i, e := range refused {
			repeated := i > 0 && h.SignInOf(refused[i-1]) != h.SignInOf(e) && !h.provedBetween(d, refused[i-1], e)
			if repeated {
				v.Broken(e, "the proof of the same device was refused in a sign-in before")
			} else if h.sentAfter(d, e) == nil {
				v.Kept(e)
			}
		}
	}
}

// provedBetween reports whether a proof of the device was taken between two calls.
func (h *History) provedBetween(d *Device, from, to *Exchange) bool {
	for s := range h.responses("DEVICE_PASSWORD_VERIFIER") {
		if s.Number > from.Number && s.Number < to.Number && s.parameter("DEVICE_KEY") == d.Key && s.Succeeded() {
			return true
		}
	}
	return false
}

func forgottenDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		if d.Forgotten == nil {
			continue
		}
		if later := h.sentAfter(d, d.Forgotten); later != nil && !overlap(d.Forgotten, later) {
			v.Broken(later, "DEVICE_KEY is that of a device that the client had forgotten")
		} else if later == nil {
			v.Kept(d.Forgotten)
		}
	}
}

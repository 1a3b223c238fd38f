package referee

import "slices"

func checksOfDevices() map[string]Check {
	return map[string]Check{
		"CLI-DEV-01": func(h *History, v *Verdict) { devicesAreUsed(h, v, false) },
		"CLI-DEV-02": missingDeviceIsDropped,
		"CLI-DEV-03": refusedDeviceIsDropped,
		"CLI-DEV-04": forgottenDeviceIsDropped,
	}
}

// sendsKey reports whether a call is one of sign-in or refresh that has a DEVICE_KEY.
func sendsKey(e *Exchange) bool { return e.Request.Parameters()["DEVICE_KEY"] != "" }

// sentAfter is the last call of a sign-in or refresh, after one, that has the device's key;
// nil if there is none.
func (d *Device) sentAfter(e *Exchange) *Exchange {
	for _, later := range slices.Backward(d.calls) {
		if later.Number <= e.Number {
			break
		}
		if sendsKey(later) {
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
			later := d.sentAfter(missed)
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
		for i, e := range d.Refused {
			repeated := i > 0 && h.SignInOf(d.Refused[i-1]) != h.SignInOf(e) && !d.provedBetween(d.Refused[i-1], e)
			if repeated {
				v.Broken(e, "the proof of the same device was refused in a sign-in before")
			} else if d.sentAfter(e) == nil {
				v.Kept(e)
			}
		}
	}
}

// provedBetween reports whether a proof of the device was taken between two calls.
func (d *Device) provedBetween(from, to *Exchange) bool {
	return slices.ContainsFunc(d.calls, func(e *Exchange) bool {
		return e.Number > from.Number && e.Number < to.Number && e.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER" && e.Succeeded()
	})
}

func forgottenDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		if d.Forgotten == nil {
			continue
		}
		if later := d.sentAfter(d.Forgotten); later != nil && !overlap(d.Forgotten, later) {
			v.Broken(later, "DEVICE_KEY is that of a device that the client had forgotten")
		} else if later == nil {
			v.Kept(d.Forgotten)
		}
	}
}

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

// sentAfter is the last of a device's calls of sign-in or refresh, after one, that has its key and
// counts; nil if there is none.
func sentAfter(e *Exchange, calls []*Exchange, counts func(later *Exchange) bool) *Exchange {
	for _, later := range slices.Backward(calls) {
		if later.Number <= e.Number {
			break
		}
		if sendsKey(later) && counts(later) {
			return later
		}
	}
	return nil
}

// whatever counts every call.
func whatever(*Exchange) bool { return true }

// missingDeviceIsDropped passes over sign-ins of others, who may have the device, and over
// refreshes: the tokens of a device are good for nothing without its key.
func missingDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		signIns := map[*User][]*Exchange{}
		for _, e := range d.calls {
			if refreshToken(e) == "" {
				signIns[h.UserOf(e)] = append(signIns[h.UserOf(e)], e)
			}
		}
		for _, missed := range d.Missed {
			again := sentAfter(missed, signIns[h.UserOf(missed)], func(later *Exchange) bool { return !h.IsUnaware(later, missed) })
			switch {
			case again != nil:
				v.Broken(again, "DEVICE_KEY is that of a device of which the service said that it does not exist")
			case sentAfter(missed, d.calls, whatever) == nil:
				v.Kept(missed)
			}
		}
	}
}

// IsUnaware reports whether a call may be made by who does not know how another was answered: it
// was on its way before that, or goes on with a sign-in that another window had begun by then.
func (h *History) IsUnaware(call, of *Exchange) bool {
	s := h.SignInOf(call)
	goesOn := s != nil && refreshToken(call) == "" && s.First().Number < of.Number
	return overlap(of, call) || goesOn && s != h.SignInOf(of)
}

// overlap reports whether one call began before the other was answered.
func overlap(first, second *Exchange) bool {
	return !first.Ended.IsZero() && !second.Started.IsZero() && second.Started.Before(first.Ended)
}

func refusedDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		for i, e := range d.Refused {
			repeated := i > 0 && h.SignInOf(d.Refused[i-1]) != h.SignInOf(e) && !d.provedBetween(d.Refused[i-1], e)
			if repeated && !h.IsUnaware(e, d.Refused[i-1]) {
				v.Broken(e, "the proof of the same device was refused in a sign-in before")
			} else if sentAfter(e, d.calls, whatever) == nil {
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

// forgottenDeviceIsDropped judges the client that had the device forgotten: a user may do so from
// another one, which the device itself does not learn.
func forgottenDeviceIsDropped(h *History, v *Verdict) {
	for _, d := range h.Devices {
		if d.Forgotten == nil {
			continue
		}
		again := sentAfter(d.Forgotten, d.calls, func(later *Exchange) bool {
			return SameClient(d.Forgotten, later) && !h.IsUnaware(later, d.Forgotten)
		})
		if again != nil {
			v.Broken(again, "DEVICE_KEY is that of a device that the client had forgotten")
		} else if sentAfter(d.Forgotten, d.calls, whatever) == nil {
			v.Kept(d.Forgotten)
		}
	}
}

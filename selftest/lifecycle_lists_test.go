package selftest_test

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/scenarios"
)

// compareLists compares what each user and an administrator are shown with the
// model, after every step.
func (w *world) compareLists(*rapid.T) {
	if !w.spec.tracks() {
		return
	}
	for _, p := range w.persons {
		var confirmed, remembered []string
		for _, d := range w.devices {
			if d.found(&p.modelUser) != "" {
				continue
			}
			confirmed = append(confirmed, d.name+" "+statusOf(d.remembered)) // ADM-02, ADM-10, ADM-11
			if d.remembered {
				remembered = append(remembered, d.name) // DEV-LIST-01
			}
		}
		listed, err := p.actor.AdminListDevices(w.Context(), 0)
		w.answered(err, "")
		w.same("AdminListDevices of "+p.name, confirmed, w.named(listed, func(d *device, seen *types.DeviceType) string {
			return d.name + " " + scenarios.Attribute(seen, "dev:device_remembered_status")
		}))
		for _, s := range p.tokens {
			if !live(s) {
				continue
			}
			listed, err := p.actor.ListDevices(w.Context(), s.access, 0)
			w.answered(err, "")
			w.same("ListDevices of "+p.name, remembered, w.named(listed, func(d *device, _ *types.DeviceType) string { return d.name }))
			break
		}
	}
}

func statusOf(remembered bool) string {
	if remembered {
		return "remembered"
	}
	return "not_remembered"
}

// named tells listed devices by the names of this world.
func (w *world) named(listed []types.DeviceType, name func(*device, *types.DeviceType) string) []string {
	var names []string
	for i := range listed {
		at := slices.IndexFunc(w.devices, func(d *device) bool { return d.real.Key == aws.ToString(listed[i].DeviceKey) })
		if at < 0 {
			w.Fatalf("a device is listed that was never issued: %s", aws.ToString(listed[i].DeviceKey))
		}
		names = append(names, name(w.devices[at], &listed[i]))
	}
	return names
}

// same compares lists, whatever their order.
func (w *world) same(what string, want, got []string) {
	w.Helper()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		w.Fatalf("%s shows %v, the model says %v", what, got, want)
	}
}

package main

import (
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/srp"
)

// usualEphemeralBits is the size of a that the documents and most clients have.
const usualEphemeralBits = 1024

// arithmeticFlags say what the users of a run compute.
type arithmeticFlags struct {
	EphemeralBits int  `name:"ephemeral-bits" enum:"1024,512,256" default:"1024" help:"Size of each client's secret a: 1024, 512 or 256; a shorter one costs less."`
	OneA          bool `name:"one-a" help:"Send the same SRP_A in both legs of a sign-in, which costs less."`
}

// equip has the users of the run compute as the flags say. What does not change
// between the sign-ins of a user is computed once, unless the arithmetic is all
// there is.
func (f arithmeticFlags) equip(run *workload.Run) {
	options := []srp.Option{srp.WithEphemeralBits(f.EphemeralBits)}
	if !run.Local() {
		options = append(options, srp.WithCache(srp.NewCache(2*run.Users))) // a user and a device each
	}
	run.Equip = func(actor *scenarios.Actor) { actor.SRP, actor.OneA = options, f.OneA }
	heading := &run.Options.Heading
	heading.OneA = f.OneA
	if f.EphemeralBits != usualEphemeralBits {
		heading.EphemeralBits = f.EphemeralBits
	}
}

package main

import (
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
)

// usualEphemeralBits is the size of a that the documents and most clients have.
const usualEphemeralBits = 1024

// arithmeticFlags say what the users of a run compute.
type arithmeticFlags struct {
	EphemeralBits int  `name:"ephemeral-bits" enum:"1024,512,256" default:"1024" help:"The size of each client's secret a: 1024, 512 or 256; shorter ones cost less."`
	OneA          bool `name:"one-a" help:"Send one SRP_A in both legs of a sign-in, which costs less."`
}

// equip has the users of the job compute so. What does not change between the
// sign-ins of a user is computed once, but where the arithmetic is all there is.
func (f arithmeticFlags) equip(job *load.Job) {
	options := []srp.Option{srp.WithEphemeralBits(f.EphemeralBits)}
	if !job.Local() {
		options = append(options, srp.WithCache(srp.NewCache(2*job.Users))) // a user and a device each
	}
	job.Equip = func(actor *scenarios.Actor) { actor.SRP, actor.OneA = options, f.OneA }
	plan := &job.Options.Heading.Plan
	plan.OneA = f.OneA
	if f.EphemeralBits != usualEphemeralBits {
		plan.EphemeralBits = f.EphemeralBits
	}
}

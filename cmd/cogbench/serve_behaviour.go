package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/refpool/variations"
)

// behaviourFlags have the pool do otherwise than the reference does: rightly
// with variations, wrongly with a dialect and with faults.
type behaviourFlags struct {
	Fault          []string `sep:"none" placeholder:"NAME" help:"Inject this fault (repeatable)."`
	ListFaults     bool     `name:"list-faults" help:"Print the faults, one per line, and serve nothing."`
	Variation      []string `sep:"none" placeholder:"NAME" help:"Use this variation (repeatable)."`
	ListVariations bool     `name:"list-variations" help:"Print the variations, one per line, and serve nothing."`
	Dialect        string   `type:"given" placeholder:"NAME" help:"Make the mistakes of this published server (see --list-dialects)."`
	ListDialects   bool     `name:"list-dialects" help:"Print the dialects, one per line, and serve nothing."`
}

// listed prints the lists that were asked for, and whether any was.
func (f behaviourFlags) listed(out io.Writer) (bool, error) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if f.ListFaults {
		for _, fault := range faults.All() {
			fmt.Fprintf(table, "%s\t%s\n", fault.Name, fault.Summary)
		}
	}
	if f.ListVariations {
		for _, variation := range variations.All() {
			fmt.Fprintf(table, "%s\t%s\n", variation.Name, variation.Summary)
		}
	}
	if f.ListDialects {
		for _, dialect := range dialects.All() {
			fmt.Fprintf(table, "%s\t%s\n", dialect.Name, dialect.Summary)
		}
	}
	return f.ListFaults || f.ListVariations || f.ListDialects, table.Flush()
}

// install has a pool of the options behave as the flags say. An unknown name is
// an error of usage.
func (f behaviourFlags) install(o *refpool.Options) error {
	correct := refpool.Correct()
	o.Behaviour = &correct
	if f.Dialect != "" {
		dialect, err := dialects.Named(f.Dialect)
		if err != nil {
			return usage(err, meant(f.Dialect, dialects.All(), dialectName, "cogbench serve --list-dialects"))
		}
		dialect.Install(o)
	}
	for _, name := range f.Variation {
		variation, err := variations.Named(name)
		if err != nil {
			return usage(err, meant(name, variations.All(), variationName, "cogbench serve --list-variations"))
		}
		variation.Install(o)
	}
	for _, name := range f.Fault {
		fault, err := faults.Named(name)
		if err != nil {
			return usage(err, meant(name, faults.All(), faultName, "cogbench serve --list-faults"))
		}
		fault.Install(o.Behaviour)
	}
	return nil
}

func faultName(f faults.Fault) string             { return f.Name }
func variationName(v variations.Variation) string { return v.Name }
func dialectName(d dialects.Dialect) string       { return d.Name }

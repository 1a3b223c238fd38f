package cogbench

import "github.com/cogbench/cogbench/report"

// tool is this program in results.
func tool() report.Tool { return report.Tool{Name: "cogbench", Version: "0.1.0"} }

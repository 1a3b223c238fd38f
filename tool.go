package cogbench

import (
	"github.com/cogbench/cogbench/internal/buildinfo"
	"github.com/cogbench/cogbench/report"
)

// tool is this program in results.
func tool() report.Tool { return report.Tool{Name: "cogbench", Version: buildinfo.Version()} }

//go:build !unix

package doctor

// openFiles has nothing to say where the system sets no such limit.
func openFiles() Finding {
	return Finding{"open files", Good, "this system sets no limit", ""}
}

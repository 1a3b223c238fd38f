package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// reportDirectory makes the directory that a flag names, and sees that it takes files; ""
// is none. It is called before anything is sent, so that no run is lost at its end.
func reportDirectory(flag, directory string) error {
	if directory == "" {
		return nil
	}
	err := os.MkdirAll(directory, 0o755)
	if err == nil {
		err = takesFiles(directory)
	}
	if err != nil {
		return usage(fmt.Errorf("report directory: %w", err), "choose a directory for "+flag+" that can be written to")
	}
	return nil
}

// reportFile sees that the file that a flag names could be written; "" is none.
func reportFile(flag, path string) error {
	if path == "" {
		return nil
	}
	directory := filepath.Dir(path)
	err := takesFiles(directory)
	if info, failed := os.Stat(path); err == nil && failed == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory", path)
	}
	if err != nil {
		return usage(fmt.Errorf("%s: %w", flag, err), "name a file in a directory that exists and can be written to")
	}
	return nil
}

// takesFiles fails if no file can be made in a directory.
func takesFiles(directory string) error {
	info, err := os.Stat(directory)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a directory", directory)
	}
	f, err := os.CreateTemp(directory, ".cogbench-*")
	if err != nil {
		return err
	}
	_ = f.Close() // nothing was written to it
	return os.Remove(f.Name())
}

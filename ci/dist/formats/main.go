// Command formats fails unless the programs of a release are what their folders say:
//
//	go run ./ci/dist/formats DIR
//
// DIR has a folder a platform, such as linux-amd64, with the program in it.
package main

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: formats DIR")
		os.Exit(2)
	}
	programs, err := filepath.Glob(filepath.Join(os.Args[1], "*", "cogbench*"))
	if err == nil && len(programs) == 0 {
		err = fmt.Errorf("no program in %s", os.Args[1])
	}
	for _, program := range programs {
		if err == nil {
			err = check(program)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "formats:", err)
		os.Exit(1)
	}
}

// check reads a program's headers, which name the processor, and compares them with the
// name of its folder.
func check(program string) error {
	folder := filepath.Base(filepath.Dir(program))
	for _, read := range []func(string) (string, error){readELF, readMachO, readPE} {
		platform, err := read(program)
		if err != nil {
			continue // another format
		}
		if platform != folder {
			return fmt.Errorf("%s is a program for %s", program, platform)
		}
		return nil
	}
	return fmt.Errorf("%s is not a program", program)
}

func readELF(path string) (string, error) {
	file, err := elf.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	return "linux-" + map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_AARCH64: "arm64"}[file.Machine], nil
}

func readMachO(path string) (string, error) {
	file, err := macho.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	return "darwin-" + map[macho.Cpu]string{macho.CpuAmd64: "amd64", macho.CpuArm64: "arm64"}[file.Cpu], nil
}

func readPE(path string) (string, error) {
	file, err := pe.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	return "windows-" + map[uint16]string{pe.IMAGE_FILE_MACHINE_AMD64: "amd64", pe.IMAGE_FILE_MACHINE_ARM64: "arm64"}[file.Machine], nil
}

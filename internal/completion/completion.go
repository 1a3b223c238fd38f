// Package completion makes shell completions from the definitions of a command line.
//
// It promises that what a shell offers is what the parser takes: commands, flags and the
// values of flags with a closed list; file names elsewhere.
package completion

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Shell is a shell that completions can be made for.
type Shell string

// The shells.
const (
	Bash Shell = "bash"
	Zsh  Shell = "zsh"
	Fish Shell = "fish"
)

// Script returns the completions of the application for a shell; "" for an unknown one.
func Script(application *kong.Application, shell Shell) string {
	commands := collect(application.Node, "")
	switch shell {
	case Bash:
		return bash(application.Name, commands)
	case Zsh: // zsh runs bash's with its own bridge
		return "#compdef " + application.Name + "\nautoload -U +X bashcompinit && bashcompinit\n" + bash(application.Name, commands)
	case Fish:
		return fish(application.Name, commands)
	default:
		return ""
	}
}

// command is one with what can follow it.
type command struct {
	path  string // "report merge"; "" for the application
	help  string
	under []string // names of commands below it
	flags []flag
}

// flag is a long flag.
type flag struct {
	name, help string
	takes      bool     // a value
	values     []string // of a closed list; empty for any
}

// collect lists a node and those below it.
func collect(node *kong.Node, path string) []command {
	c := command{path: path, help: node.Help}
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			one := flag{name: f.Name, help: f.Help, takes: !f.IsBool()}
			if f.Enum != "" {
				one.values = slices.DeleteFunc(f.EnumSlice(), func(value string) bool { return value == "" })
			}
			c.flags = append(c.flags, one)
		}
	}
	var below []command
	for _, child := range node.Children {
		if child.Hidden || child.Type != kong.CommandNode {
			continue
		}
		c.under = append(c.under, child.Name)
		below = append(below, collect(child, strings.TrimSpace(path+" "+child.Name))...)
	}
	return append([]command{c}, below...)
}

// bash is a function that finds the command on the line and offers what can follow.
func bash(name string, commands []command) string {
	var out strings.Builder
	fmt.Fprintf(&out, "_%s() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= next\n", name)
	out.WriteString("  for next in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"${path:+$path }$next\" in\n")
	for _, c := range commands[1:] {
		fmt.Fprintf(&out, "    %q) path=%q ;;\n", c.path, c.path)
	}
	out.WriteString("    esac\n  done\n  COMPREPLY=()\n  case \"$path\" in\n")
	for _, c := range commands {
		fmt.Fprintf(&out, "  %q)\n    case \"$before\" in\n", c.path)
		words := slices.Clone(c.under)
		for _, f := range c.flags {
			words = append(words, "--"+f.name)
			switch {
			case len(f.values) > 0:
				fmt.Fprintf(&out, "    --%s) COMPREPLY=($(compgen -W %q -- \"$word\")); return ;;\n", f.name, strings.Join(f.values, " "))
			case f.takes:
				fmt.Fprintf(&out, "    --%s) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", f.name)
			}
		}
		fmt.Fprintf(&out, "    esac\n    COMPREPLY=($(compgen -W %q -- \"$word\")) ;;\n", strings.Join(words, " "))
	}
	fmt.Fprintf(&out, "  esac\n  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$word\"))\n}\ncomplete -F _%[1]s %[1]s\n", name)
	return out.String()
}

// fish is a line for each command and flag.
func fish(name string, commands []command) string {
	var out strings.Builder
	for _, c := range commands {
		when := "__fish_use_subcommand"
		if c.path != "" {
			when = "__fish_seen_subcommand_from " + c.path[strings.LastIndexByte(c.path, ' ')+1:]
		}
		for _, child := range c.under {
			help := ""
			for _, one := range commands {
				if one.path == strings.TrimSpace(c.path+" "+child) {
					help = one.help
				}
			}
			fmt.Fprintf(&out, "complete -c %s -f -n %s -a %s -d %s\n", name, quote(when), child, quote(help))
		}
		for _, f := range c.flags {
			fmt.Fprintf(&out, "complete -c %s -n %s -l %s -d %s", name, quote(when), f.name, quote(f.help))
			if f.takes {
				out.WriteString(" -r")
			}
			if len(f.values) > 0 {
				fmt.Fprintf(&out, " -f -a %s", quote(strings.Join(f.values, " ")))
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

// quote is a text within single quotes, for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

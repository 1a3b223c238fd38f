package node

import (
	"fmt"
	"net/netip"
	"os/exec"
	"strings"
	"sync"
)

// bridge joins the pods to what they drive.
const bridge = "pods"

// ipProgram is where Debian's iproute2 has it: a container that begins has no search path.
const ipProgram = "/usr/sbin/ip"

// Network is a bridge on which each pod has an address. It goes with the network
// namespace that it is in.
type Network struct {
	// Gateway is this side's address.
	Gateway netip.Addr
	bits    int
	mu      sync.Mutex
	last    netip.Addr
}

// NewNetwork makes the bridge, with the first address of a private network.
func NewNetwork(prefix netip.Prefix) (*Network, error) {
	n := &Network{Gateway: prefix.Masked().Addr().Next(), bits: prefix.Bits()}
	n.last = n.Gateway
	return n, ip("link set lo up",
		"link add "+bridge+" type bridge",
		"addr add "+netip.PrefixFrom(n.Gateway, n.bits).String()+" dev "+bridge,
		"link set "+bridge+" up")
}

// attach joins a process's network namespace to the bridge, and is the address to take
// there.
func (n *Network) attach(pid int) (netip.Prefix, error) {
	n.mu.Lock()
	n.last = n.last.Next()
	own := netip.PrefixFrom(n.last, n.bits)
	n.mu.Unlock()
	if !own.Masked().Contains(n.Gateway) {
		return own, fmt.Errorf("there are no more addresses on %s", bridge)
	}
	side := fmt.Sprintf("pod%d", pid)
	return own, ip(fmt.Sprintf("link add %s type veth peer name eth0 netns %d", side, pid), "link set "+side+" master "+bridge+" up")
}

// configureNetwork gives this process's network namespace its address.
func configureNetwork(own netip.Prefix) error {
	return ip("link set lo up", "addr add "+own.String()+" dev eth0", "link set eth0 up")
}

// ip runs commands of ip(8).
func ip(commands ...string) error {
	batch := exec.Command(ipProgram, "-batch", "-")
	batch.Stdin = strings.NewReader(strings.Join(commands, "\n"))
	if out, err := batch.CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(commands, "; ip "), err, out)
	}
	return nil
}

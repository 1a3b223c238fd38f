package main

import (
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
)

// randomness is where the pool's secrets come from: nil, the system's source,
// without --seed. Who knows a seed knows every secret, so that a seeded pool is
// kept on the loopback interface.
func (s serveCommand) randomness() (io.Reader, error) {
	if s.Seed == nil {
		return nil, nil
	}
	if !onLoopback(s.Listen) {
		return nil, usage(errors.New("--seed makes every secret guessable"), "listen on 127.0.0.1, or leave the seed out")
	}
	var key [32]byte
	binary.BigEndian.PutUint64(key[:], *s.Seed)
	return rand.NewChaCha8(key), nil
}

// onLoopback reports whether only this machine can reach HOST:PORT.
func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "" || host == "localhost" || err == nil && ip.IsLoopback()
}

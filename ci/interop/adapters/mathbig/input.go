package main

import (
	"errors"
	"math/big"
	"regexp"
	"strings"
)

var hexadecimal = regexp.MustCompile(`^[0-9a-fA-F]+$`)

type input map[string]any

func (in input) text(name string) string {
	text, _ := in[name].(string)
	return text
}

func (in input) integer(name string) (*big.Int, error) {
	if !hexadecimal.MatchString(in.text(name)) {
		return nil, errors.New(name + " is not a hexadecimal integer")
	}
	n, _ := new(big.Int).SetString(in.text(name), 16)
	return n, nil
}

func (in input) user() identity {
	_, pool, _ := strings.Cut(in.text("poolId"), "_")
	return identity{pool, in.text("userId"), in.text("password")}
}

func (in input) device() identity {
	return identity{in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret")}
}

// Package faults holds the ways in which a reference pool can be wrong on
// purpose. Each is one small change of behaviour, with the rules that it breaks.
//
// It promises that a fault replaces functions of refpool.Behaviour and does
// nothing else, that it names every rule whose statement it violates, on purpose
// (Breaks) or as a side effect (Also), and that it counts how often it acted, so
// that a fault that does nothing cannot pass for one that no check noticed.
//
// It uses only what refpool exports: a fault can be written in any module.
package faults

// Package faults holds the ways in which the reference pool can be wrong on
// purpose: one small change of behaviour each, with the rules that it breaks.
//
// It promises that a fault replaces functions of refpool.Behaviour and nothing
// else, that it names every rule whose statement it violates on purpose (Breaks)
// or by the way (Also), and that it tells when it acted, so that a switch that
// does nothing cannot pass for a fault that nobody noticed.
package faults

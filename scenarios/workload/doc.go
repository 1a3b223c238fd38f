// Package workload is what a load on the remembered-device protocol is made of:
// journeys, mixes of them with think times, and populations of users to walk them.
//
// Run puts them together: it makes the users on a target, or reads them from a
// file, has package load drive them, and removes them again. Its pieces can be had
// one by one: Mix and FindMix, OpenPopulation, NewSource, Classify. Every journey
// leaves its user as able to make the next as before.
package workload

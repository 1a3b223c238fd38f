// Package spec holds the rules of the remembered-device protocol as data, and
// the constraints of the service's operations.
//
// Every normative statement is one [Rule] with a stable id. [Rules] returns all
// of them, read from rules/*.yaml and validated: an id is never missing, doubled
// or reused, every rule names its source, and every level, profile, feature and
// area is a known one. [Model] returns the operations with the constraints of
// their members. Both are embedded: the package reads no file and no network,
// and it knows neither how a rule is checked nor by whom.
package spec

// Package difference says what one version of the service's model changes in
// another.
package difference

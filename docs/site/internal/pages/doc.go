// Package pages makes the pages of the site.
//
// It promises that they are static, load nothing from elsewhere and need no server: every
// link and every file is relative, so that a copy on a disk works as the site does. What
// they say is read from the catalogue, from the sources of the checks, from published
// results and from the documents; nothing is written twice.
package pages

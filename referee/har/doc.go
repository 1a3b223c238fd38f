// Package har reads recordings of HTTP in the HAR 1.2 format, which browsers and proxies
// save, for the judge of clients, and writes them without secrets.
//
// It promises to read a file of any size as a stream and in bounded memory: of all that a
// browser did, it keeps the calls of the service alone, and passes over bodies to other
// hosts unread. A file that ends too early is read up to there, and said to be cut short;
// one that is no HAR is an error that says where it stops being one. What it says of a
// file names no host but the service's and holds nothing of a body.
//
// The format is that of http://www.softwareishard.com/blog/har-12-spec/.
package har

package srp

// Hash is H, for the published inner hashes.
var Hash = hash

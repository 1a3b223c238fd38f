package awkward

// MostZerosOfB and EphemeralOfShortB are of the search for a short B.
const MostZerosOfB = mostZerosOfB

var EphemeralOfShortB = ephemeralOfShortB

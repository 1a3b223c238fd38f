package srp

import "encoding/base64"

// SecretHash returns SECRET_HASH: base64(HMAC-SHA256(clientSecret, username ‖
// clientID)), where username is the USERNAME of the same request. (developer
// guide, "Computing secret hash values")
func SecretHash(username, clientID, clientSecret string) string {
	var h hasher
	h.startMAC([]byte(clientSecret))
	h.text(username)
	h.text(clientID)
	digest := h.endMAC()
	return base64.StdEncoding.EncodeToString(digest[:])
}

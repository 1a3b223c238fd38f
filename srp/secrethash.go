package srp

import "encoding/base64"

// SecretHash returns SECRET_HASH: base64(HMAC-SHA256(clientSecret, username ‖
// clientID)), where username is the USERNAME of the same request. (developer
// guide, "Computing secret hash values")
func SecretHash(username, clientID, clientSecret string) string {
	return base64.StdEncoding.EncodeToString(mac([]byte(clientSecret), []byte(username), []byte(clientID)))
}

package refpool

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// devicePageSize is the default page, and what Limit 0 means: the documents
// name neither (DEV-LIST-07).
const devicePageSize = 60

func correctDeviceDescription() DeviceDescribeBehaviour {
	return DeviceDescribeBehaviour{
		Attributes: deviceAttributes,
		PageSize: func(limit *int) int {
			if limit == nil || *limit == 0 {
				return devicePageSize
			}
			return *limit
		},
		Seal: sealPosition,
		Open: openPosition,
	}
}

func deviceAttributes(p *Pool, u *User, d *Device, admin bool) []Attribute {
	attributes := []Attribute{{"device_status", "valid"}}
	if d.Name != "" {
		attributes = append(attributes, Attribute{"device_name", d.Name})
	}
	attributes = append(attributes, Attribute{"last_ip_used", d.LastIP})
	if !admin {
		return attributes
	}
	owner := u.Username + "." + p.ID
	status := "not_remembered"
	if d.Remembered {
		status = "remembered"
	}
	return append(attributes,
		Attribute{"dev:device_arn", "arn:aws:cognito-idp:" + p.region() + ":000000000000:owner/" + owner + "/device/" + d.Key},
		Attribute{"dev:device_owner", owner},
		Attribute{"dev:device_remembered_status", status},
		Attribute{"dev:device_sdk", d.SDK},
	)
}

func sealPosition(secret []byte, request, last string) string {
	return base64.RawURLEncoding.EncodeToString(append(positionMAC(secret, request, last), last...))
}

func openPosition(secret []byte, request, token string) (string, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err == nil && len(raw) > sha256.Size {
		last := string(raw[sha256.Size:])
		if hmac.Equal(raw[:sha256.Size], positionMAC(secret, request, last)) {
			return last, nil
		}
	}
	return "", invalidParameter("Invalid pagination token.")
}

func positionMAC(secret []byte, request, last string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("pagination\x00" + request + "\x00" + last))
	return mac.Sum(nil)
}

package refpool

import (
	"encoding/json"
	"strconv"
	"time"
)

// WireBehaviour holds the decisions of transport and errors (rules WIRE).
type WireBehaviour struct {
	// Date is a time as it goes over the wire: a JSON number of UNIX epoch
	// seconds with milliseconds (WIRE-07).
	Date func(time.Time) any
}

func correctWire() WireBehaviour {
	return WireBehaviour{Date: epochSeconds}
}

func epochSeconds(t time.Time) any {
	return json.Number(strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64))
}

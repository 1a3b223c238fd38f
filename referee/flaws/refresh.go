package flaws

import (
	"context"
	"maps"
)

// refreshing is a flaw that changes refreshes by an operation.
func refreshing(operation string, change func(c *Client, k *call)) func(*Conduct) {
	return editing(func(c *Client, k *call) {
		if k.operation == operation && (k.parameters()["REFRESH_TOKEN"] != "" || k.body["RefreshToken"] != nil) {
			change(c, k)
		}
	})
}

func refreshFlaws() []Flaw {
	const byFlow, byToken = "InitiateAuth", "GetTokensFromRefreshToken"
	return []Flaw{
		{Name: "refresh-without-key", Summary: "refreshes by REFRESH_TOKEN_AUTH without DEVICE_KEY", Breaks: rules("CLI-REF-01"), Walk: "plain", set: refreshing(byFlow, func(_ *Client, k *call) {
			delete(k.parameters(), "DEVICE_KEY")
		})},
		{Name: "refresh-with-another-key", Summary: "refreshes with the key of another device", Breaks: rules("CLI-REF-02"), Walk: "plain", set: refreshing(byFlow, func(_ *Client, k *call) {
			k.parameters()["DEVICE_KEY"] = stranger
		})},
		{Name: "tokens-without-key", Summary: "calls GetTokensFromRefreshToken without DeviceKey", Breaks: rules("CLI-REF-03"), Walk: "rotation", set: refreshing(byToken, func(_ *Client, k *call) {
			delete(k.body, "DeviceKey")
		})},
		{Name: "refresh-before-confirmation", Summary: "refreshes before it confirms the device", Breaks: rules("CLI-REF-04"), Walk: "again and again", set: func(conduct *Conduct) {
			conduct.confirms = func(w *attempt, t *Tokens) bool {
				_ = w.c.Refresh(context.Background(), t) // is refused
				return true
			}
		}},
		{Name: "refresh-by-another-client", Summary: "refreshes with another app client", Breaks: rules("CLI-REF-05"), Walk: "rotation", set: refreshing(byToken, func(c *Client, k *call) {
			k.body["ClientId"] = c.Pool.OtherClientID
			delete(k.body, "ClientSecret") // it has none
		})},
		{Name: "first-refresh-token-kept", Summary: "keeps the first refresh token", Breaks: rules("CLI-REF-06"), Walk: "rotation", set: func(conduct *Conduct) {
			conduct.renews = func() bool { return false }
		}},
		{Name: "rotation-by-flow", Summary: "goes over to REFRESH_TOKEN_AUTH after a refresh", Breaks: rules("CLI-REF-07"), Walk: "rotation", set: func(conduct *Conduct) {
			before, times := conduct.refresh, 0
			conduct.refresh = func(c *Client, t *Tokens) *call {
				if times++; times > 1 {
					return c.refreshByFlow(t)
				}
				return before(c, t)
			}
		}},
		{Name: "refresh-after-sign-out", Summary: "keeps its tokens at a sign-out", Breaks: rules("CLI-REF-08"), Walk: "sign-out", set: func(conduct *Conduct) {
			conduct.forgets = func() bool { return false }
		}},
	}
}

func safetyFlaws() []Flaw {
	return []Flaw{
		{Name: "password-beside-srp", Summary: "sends the password beside SRP_A", Breaks: rules("CLI-SAFE-01"), Walk: "plain", set: editing(func(_ *Client, k *call) {
			if k.body["AuthFlow"] == "USER_SRP_AUTH" {
				k.parameters()["PASSWORD"] = k.walk.person.Password
			}
		})},
		{Name: "client-secret-sent", Summary: "sends the app client's secret beside SECRET_HASH", Breaks: rules("CLI-SAFE-02"), Walk: "alias and secret", set: editing(func(c *Client, k *call) {
			if k.parameters()["SECRET_HASH"] != "" {
				k.parameters()["CLIENT_SECRET"] = c.Pool.ClientSecret
			}
		})},
		{Name: "confirms-twice", Summary: "calls ConfirmDevice twice", Breaks: rules("CLI-SAFE-03"), Walk: "plain", set: confirming("ConfirmDevice", func(c *Client, k *call) {
			_, _ = c.post(context.Background(), c.HTTP, &call{operation: k.operation, body: maps.Clone(k.body)}) // the second one is refused
		})},
		{Name: "refresh-in-a-loop", Summary: "tries a refused refresh five times", Breaks: rules("CLI-SAFE-04"), Walk: "revoked elsewhere", set: func(conduct *Conduct) {
			conduct.tries = func() int { return 5 }
		}},
	}
}

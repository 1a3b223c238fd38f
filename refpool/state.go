package refpool

import (
	"math/big"
	"strings"
	"sync"
	"time"
)

// Pool is one user pool. Every field but ID is guarded by the embedded lock.
type Pool struct {
	sync.Mutex

	ID       string // region_xxxxxxxxx
	ARN      string
	Created  time.Time
	Modified time.Time
	Config   PoolConfig
	Tags     map[string]string

	Clients map[string]*Client // by client id
	Users   map[string]*User   // by folded Username

	bySub   map[string]*User
	byAlias map[string]*User // by folded alias

	// ClockOffset is how far /_cogbench/clock moved this pool's time ahead.
	ClockOffset time.Duration
	// Messages are the SMS and e-mail codes sent, oldest first, bounded.
	Messages []Message

	auth authState // sign-ins under way, and what their tokens stand for
}

// region is the first part of the pool's id.
func (p *Pool) region() string {
	region, _, _ := strings.Cut(p.ID, "_")
	return region
}

// client returns the app client id. The lock is held.
func (p *Pool) client(id string) (*Client, error) {
	if client := p.Clients[id]; client != nil {
		return client, nil
	}
	return nil, clientNotFound(id)
}

// unlocked runs slow, which must not touch the pool's state, without the lock
// that the caller holds. What was read before may be out of date afterwards.
func (p *Pool) unlocked(slow func()) {
	p.Unlock()
	defer p.Lock()
	slow()
}

// PoolConfig is what CreateUserPool, UpdateUserPool and SetUserPoolMfaConfig set.
type PoolConfig struct {
	Name               string
	Device             *DeviceConfiguration // nil: devices are not tracked (POOL-01)
	MFA                string               // OFF, OPTIONAL or ON
	SoftwareToken      bool                 // TOTP may be used
	SMS                bool                 // SMS codes may be used
	Email              bool                 // e-mail codes may be used
	UsernameAttributes []string             // email, phone_number: the user name is a UUID
	AliasAttributes    []string             // email, phone_number, preferred_username
	CaseSensitive      bool                 // user names and aliases keep their case
	Lambda             LambdaConfig
	Schema             []SchemaAttribute // standard and custom attributes
	Password           PasswordPolicy
	FirstFactors       []string // PASSWORD, EMAIL_OTP, SMS_OTP: what USER_AUTH may begin with
	Recovery           []string // verified_email, verified_phone_number, admin_only: the preferred one first
	AutoVerified       []string // email, phone_number: verified by a code at sign-up
	AdminCreateOnly    bool     // SignUp is refused
	DeletionProtected  bool
	Tier               string         // LITE, ESSENTIALS or PLUS
	factors            mfaSettings    // as SetUserPoolMfaConfig got them
	Raw                map[string]any // members that are only stored and described
}

// DeviceConfiguration is the pool's device tracking; its presence alone turns
// tracking on (POOL-02).
type DeviceConfiguration struct {
	ChallengeRequiredOnNewDevice     bool
	DeviceOnlyRememberedOnUserPrompt bool
}

// LambdaConfig names the triggers of CUSTOM_AUTH. Only the reserved ARNs that
// this package documents have a behaviour.
type LambdaConfig struct {
	DefineAuthChallenge         string
	CreateAuthChallenge         string
	VerifyAuthChallengeResponse string
	PreTokenGeneration          string // PreTokenGenerationConfig.LambdaArn
}

// Client is an app client. It never changes once it is in a pool: an update
// puts another Client in its place, so that it may be read without the lock.
type Client struct {
	ID                         string
	Name                       string
	Secret                     string // empty: a public client
	AuthFlows                  []string
	AccessTokenValidity        time.Duration
	IDTokenValidity            time.Duration
	RefreshTokenValidity       time.Duration
	AuthSessionValidity        time.Duration
	PreventUserExistenceErrors bool
	EnableTokenRevocation      bool
	Rotation                   *RefreshRotation // nil: off
	ReadAttributes             []string         // what its users see of themselves; empty: all
	WriteAttributes            []string         // what its users may set; empty: all
	Created                    time.Time
	Modified                   time.Time
	Raw                        map[string]any // members that are only stored and described
}

// RefreshRotation is a client's RefreshTokenRotation when it is enabled.
type RefreshRotation struct {
	GracePeriod time.Duration // 0 to 60 s in which the old token still works
}

// Attribute is a name and a value as lists of attributes have them.
type Attribute struct {
	Name  string
	Value string
}

// User is one user of a pool. Its password is kept as an SRP verifier, never
// as text.
type User struct {
	Username   string            // immutable; USER_ID_FOR_SRP
	Sub        string            // UUID
	Attributes map[string]string // without sub; replaced by a change, never changed in place
	Status     string            // CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED
	Enabled    bool
	Created    time.Time
	Modified   time.Time

	Salt     *big.Int // of the SRP verifier
	Verifier *big.Int // v = g^x mod N

	TOTP         *TOTP
	SMSMFA       bool   // active factor
	EmailMFA     bool   // active factor
	PreferredMFA string // SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP or empty

	pending *pendingCode // of ConfirmSignUp
	reset   *pendingCode // of ConfirmForgotPassword
	change  Lockout      // of ChangePassword with a wrong previous password

	Devices map[string]*Device // confirmed and issued, by DeviceKey
	issued  []string           // keys not yet confirmed, oldest first, bounded
	Lockout Lockout

	codes Lockout // of wrong codes of second factors (MFA-26)

	// SignOuts counts global sign-outs: tokens of a sign-in that saw a smaller
	// count are refused.
	SignOuts int
}

// TOTP is a user's software token.
type TOTP struct {
	Secret   string // base32; empty until verified
	Pending  string // base32, given by AssociateSoftwareToken, not yet verified
	Active   bool   // asked for at sign-in
	Name     string // FRIENDLY_DEVICE_NAME
	LastStep int64  // the last 30-second step whose code was used
}

// Lockout counts failed sign-ins (AUTH-20).
type Lockout struct {
	Failures int
	Last     time.Time // of them
	Until    time.Time
}

// Device is a device key of one user, from its issue on.
type Device struct {
	Key               string // region_UUID
	GroupKey          string
	Confirmed         bool
	Remembered        bool
	Confirmable       bool // ConfirmDevice may take it (DEV-CONF-06)
	MFAPassed         bool // a second factor was passed with it since MFA was turned on (POOL-10)
	Name              string
	Salt              *big.Int // nil when ConfirmDevice gave no verifier
	Verifier          *big.Int
	LastIP            string
	SDK               string // user agent of ConfirmDevice
	Created           time.Time
	LastModified      time.Time
	LastAuthenticated time.Time
}

// Message is a code "sent" by SMS or e-mail, readable at /_cogbench/messages.
type Message struct {
	Username    string    `json:"username"`
	Medium      string    `json:"medium"` // SMS or EMAIL
	Destination string    `json:"destination"`
	Code        string    `json:"code"`
	SentAt      time.Time `json:"sentAt"`
}

package workload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"time"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// maxPopulationBytes bounds a file that is read: a user takes about 2 KB.
const maxPopulationBytes = 4 << 30

// maxClockAhead bounds how far a pool's clock may have been moved.
const maxClockAhead = 100 * 365 * 24 * time.Hour

const populationWarning = "This file holds passwords, token secrets and device secrets of the users below. Keep it to yourself."

// populationFile is a population on disk.
type populationFile struct {
	Warning  string    `json:"warning"`
	SavedAt  time.Time `json:"savedAt"`
	Endpoint string    `json:"endpoint"`
	PoolID   string    `json:"poolId"`
	// ClockAheadSeconds is how far the pool's clock was moved while it was made.
	ClockAheadSeconds float64 `json:"clockAheadSeconds,omitempty"`
	// InUse is true from the beginning of a run until its end: devices may have
	// come and gone meanwhile.
	InUse             bool         `json:"inUse,omitempty"`
	OptIn             bool         `json:"optIn"`
	ChallengeRequired bool         `json:"challengeRequired"`
	ClientID          string       `json:"clientId"`
	ClientSecret      string       `json:"clientSecret,omitempty"`
	Users             []userOnDisk `json:"users"`
}

// userOnDisk is a user and what the user's client keeps.
type userOnDisk struct {
	Username     string `json:"username"`
	ID           string `json:"id"`
	Password     string `json:"password"`
	TOTPSecret   string `json:"totpSecret,omitempty"`
	DeviceKey    string `json:"deviceKey,omitempty"`
	DeviceGroup  string `json:"deviceGroupKey,omitempty"`
	DeviceSecret string `json:"deviceSecret,omitempty"`
	RefreshToken string `json:"refreshToken,omitempty"`
}

// save replaces the file by one that its owner alone can read. A file in use is
// saved again when the run ends.
func (p *Population) save(inUse bool) error {
	on := populationFile{
		Warning: populationWarning, SavedAt: time.Now().UTC().Truncate(time.Second),
		Endpoint: p.fixtures.Target().Config.Endpoint, PoolID: p.Pool.ID,
		ClockAheadSeconds: p.fixtures.Target().Clock().Ahead(p.Pool.ID).Seconds(),
		InUse:             inUse,
		OptIn:             p.Pool.Spec.Tracking == target.OptIn, ChallengeRequired: p.Pool.Spec.ChallengeRequired,
		ClientID: p.Client.ID, ClientSecret: p.Client.Secret,
	}
	for _, person := range p.People {
		u := person.Actor.User
		entry := userOnDisk{Username: u.Username, ID: u.ID, Password: u.Password, RefreshToken: person.RefreshToken}
		if u.TOTP != nil {
			entry.TOTPSecret = u.TOTP.Secret()
		}
		if d := person.Device; d != nil {
			entry.DeviceKey, entry.DeviceGroup, entry.DeviceSecret = d.Key, d.GroupKey, d.Secret
		}
		on.Users = append(on.Users, entry)
	}
	data, err := json.MarshalIndent(on, "", " ")
	if err == nil {
		err = atomicfile.Write(p.file, append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the population: %w", err)
	}
	return nil
}

// read takes the population of a file as it is, or a shard's part of the whole's. Codes
// of the run before may have been used until the file was saved.
func (p *Population) read(ctx context.Context, t *target.Target, spec PopulationSpec, file string) error {
	on, err := readPopulationFile(file)
	if err != nil {
		return err
	}
	if file != spec.File { // a shard's own
		spec.Users, spec.Shard = spec.own(), load.Shard{}
	}
	if err := on.suits(t.Config.Endpoint, spec); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	existing := target.ExistingPool{ID: on.PoolID, ClientID: on.ClientID, ClientSecret: on.ClientSecret}
	tracking := target.Always
	if on.OptIn {
		tracking = target.OptIn
	}
	p.Pool = p.fixtures.AdoptPool(existing, target.PoolSpec{
		Tracking: tracking, ChallengeRequired: on.ChallengeRequired, MFA: target.MFAOptional,
	})
	p.Pool.Kept = true
	p.Client = &target.Client{ID: on.ClientID, Secret: on.ClientSecret, Spec: target.ClientSpec{Secret: on.ClientSecret != ""}, Pool: p.Pool}
	t.Clock().Assume(p.Pool.ID, time.Duration(on.ClockAheadSeconds*float64(time.Second)))
	for _, entry := range load.Deal(spec.Shard, on.Users) {
		p.People = append(p.People, p.participant(t, entry))
	}
	if on.InUse {
		return p.register(ctx, t, spec, ready(spec, len(p.People), 1))
	}
	if !spec.Codes {
		return nil
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(min(codeLife-time.Since(on.SavedAt), codeLife)):
		return nil
	}
}

func (p *Population) participant(t *target.Target, entry userOnDisk) *Participant {
	u := &target.User{Pool: p.Pool, Username: entry.Username, ID: entry.ID, Password: entry.Password, Given: true}
	t.Remember(entry.Password, entry.DeviceSecret, entry.RefreshToken)
	if entry.TOTPSecret != "" {
		u.TOTP, u.Factors = t.NewAuthenticator(p.Pool.ID, entry.TOTPSecret), []target.Factor{target.TOTP}
	}
	person := &Participant{Actor: p.actor(u), RefreshToken: entry.RefreshToken}
	if entry.DeviceKey != "" {
		person.Device = &scenarios.Device{Key: entry.DeviceKey, GroupKey: entry.DeviceGroup, Secret: entry.DeviceSecret}
	}
	return person
}

func readPopulationFile(path string) (*populationFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s holds secrets and others can read it (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	var on populationFile
	reader := json.NewDecoder(io.LimitReader(f, maxPopulationBytes))
	reader.DisallowUnknownFields()
	if err := reader.Decode(&on); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &on, nil
}

// suits returns why the population is not the one asked for, if so.
func (on *populationFile) suits(endpoint string, spec PopulationSpec) error {
	switch {
	case on.PoolID == "" || on.ClientID == "" || len(on.Users) == 0:
		return errors.New("not a population: pool, client or users are missing")
	case on.Endpoint != endpoint:
		return fmt.Errorf("made on %s, but the target is %s: use another file", on.Endpoint, endpoint)
	case len(on.Users) < spec.Users:
		return fmt.Errorf("it has %s, %d are required: use another file", plural.Count(len(on.Users), "user"), spec.Users)
	case spec.OptIn && !on.OptIn:
		return errors.New("its pool remembers all devices, and the scenario has users opt in: use another file")
	case math.Abs(on.ClockAheadSeconds) > maxClockAhead.Seconds():
		return fmt.Errorf("its clock is %v s ahead, more than the %.0f that are possible", on.ClockAheadSeconds, maxClockAhead.Seconds())
	}
	for i, u := range on.Users {
		if u.Username == "" || u.Password == "" {
			return fmt.Errorf("user %d has no name or no password", i+1)
		}
	}
	return nil
}

package refpool

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// poolName is the input of operations that take only a pool.
type poolName struct {
	UserPoolId string
}

// userPool is the output of operations that describe a pool.
type userPool struct {
	UserPool map[string]any
}

// account is the AWS account that the pools' ARNs name.
const account = "123456789012"

func (r *request) createUserPool(body *json.RawMessage) (*userPool, error) {
	in, raw, err := decodeSettings(*body)
	if err != nil {
		return nil, err
	}
	if err := in.check(false); err != nil {
		return nil, err
	}
	p, err := r.server.newPool()
	if err != nil {
		return nil, err
	}
	p.configure(r, in, raw)
	if err := p.Config.fix(in); err != nil {
		return nil, err
	}
	p.Tags = in.UserPoolTags
	described := p.describe(r.behaviour.Wire.Date)
	if err := r.server.addPool(p); err != nil {
		return nil, err
	}
	return &userPool{described}, nil
}

// configure sets what both CreateUserPool and UpdateUserPool set.
func (p *Pool) configure(r *request, in *poolSettings, raw map[string]any) {
	if !r.behaviour.Pool.Tracks(in.deviceMembers) {
		in.DeviceConfiguration = nil
	}
	in.DeviceConfiguration = r.behaviour.Pool.DeviceConfiguration(p, in.DeviceConfiguration)
	p.Config.apply(in, raw)
	r.behaviour.Pool.Configured(p)
}

// newPool makes a pool with an id of its own, not yet entered in the registry.
func (s *Server) newPool() (*Pool, error) {
	suffix, err := drawText(s.random(), 9, lettersAndDigits)
	if err != nil {
		return nil, err
	}
	id := s.options.Region + "_" + suffix
	return &Pool{
		ID:      id,
		ARN:     "arn:aws:cognito-idp:" + s.options.Region + ":" + account + ":userpool/" + id,
		Created: s.time(), Modified: s.time(),
		Clients: map[string]*Client{},
		Users:   map[string]*User{}, bySub: map[string]*User{}, byAlias: map[string]*User{},
		auth: newAuthState(),
	}, nil
}

// addPool enters a new pool, unless its name is taken and has to be free.
func (s *Server) addPool(p *Pool) error {
	s.registry.Lock()
	defer s.registry.Unlock()
	if s.behaviour.Pool.UniqueNames() {
		for _, other := range s.pools {
			if other.isCalled(p.Config.Name) {
				return invalidParameter("A user pool named %s already exists.", p.Config.Name)
			}
		}
	}
	s.pools[p.ID] = p
	return nil
}

func (p *Pool) isCalled(name string) bool {
	p.Lock()
	defer p.Unlock()
	return p.Config.Name == name
}

func (r *request) describeUserPool(in *poolName) (*userPool, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*userPool, error) {
		return &userPool{p.describe(r.behaviour.Wire.Date)}, nil
	})
}

// describe is the pool as DescribeUserPool shows it. The lock is held.
func (p *Pool) describe(date func(time.Time) any) map[string]any {
	shown := maps.Clone(p.Config.Raw)
	shown["Id"] = p.ID
	shown["Arn"] = p.ARN
	shown["Name"] = p.Config.Name
	shown["CreationDate"] = date(p.Created)
	shown["LastModifiedDate"] = date(p.Modified)
	shown["SchemaAttributes"] = p.Config.Schema
	shown["MfaConfiguration"] = p.Config.MFA
	shown["EstimatedNumberOfUsers"] = len(p.Users)
	if p.Config.Device != nil {
		shown["DeviceConfiguration"] = p.Config.Device
	}
	if len(p.Config.UsernameAttributes) > 0 {
		shown["UsernameAttributes"] = p.Config.UsernameAttributes
	}
	if len(p.Config.AliasAttributes) > 0 {
		shown["AliasAttributes"] = p.Config.AliasAttributes
	}
	shown["UsernameConfiguration"] = map[string]any{"CaseSensitive": p.Config.CaseSensitive}
	if len(p.Tags) > 0 {
		shown["UserPoolTags"] = maps.Clone(p.Tags)
	}
	return shown
}

func (r *request) updateUserPool(body *json.RawMessage) (*struct{}, error) {
	in, raw, err := decodeSettings(*body)
	if err != nil {
		return nil, err
	}
	return withPool(r, in.UserPoolId, func(p *Pool) (*struct{}, error) {
		if err := in.check(p.Config.hasFactor()); err != nil {
			return nil, err
		}
		p.configure(r, in, raw)
		p.Tags = in.UserPoolTags
		p.Modified = r.now(p)
		return &struct{}{}, nil
	})
}

func (r *request) deleteUserPool(in *poolName) (*struct{}, error) {
	p, err := r.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	r.server.registry.Lock()
	defer r.server.registry.Unlock()
	p.Lock()
	defer p.Unlock()
	if p.Config.DeletionProtected {
		return nil, invalidParameter("The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.")
	}
	delete(r.server.pools, p.ID)
	for id := range p.Clients {
		delete(r.server.owners, id)
	}
	return nil, nil
}

type listUserPoolsInput struct {
	MaxResults int
	NextToken  string
}

// userPoolDescription is one row of ListUserPools.
type userPoolDescription struct {
	Id               string
	Name             string
	LambdaConfig     any
	LastModifiedDate any
	CreationDate     any
}

type listUserPoolsOutput struct {
	UserPools []userPoolDescription
	NextToken string `json:",omitempty"`
}

func (r *request) listUserPools(in *listUserPoolsInput) (*listUserPoolsOutput, error) {
	pools, err := r.server.poolsNamed("")
	if err != nil {
		return nil, err
	}
	byID := map[string]*Pool{}
	for _, p := range pools {
		byID[p.ID] = p
	}
	ids, next, err := page(slices.Sorted(maps.Keys(byID)), in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &listUserPoolsOutput{UserPools: []userPoolDescription{}, NextToken: next}
	for _, id := range ids {
		out.UserPools = append(out.UserPools, byID[id].row(r.behaviour.Wire.Date))
	}
	return out, nil
}

func (p *Pool) row(date func(time.Time) any) userPoolDescription {
	p.Lock()
	defer p.Unlock()
	return userPoolDescription{
		Id: p.ID, Name: p.Config.Name, LambdaConfig: p.Config.Raw["LambdaConfig"],
		LastModifiedDate: date(p.Modified), CreationDate: date(p.Created),
	}
}

type addCustomAttributesInput struct {
	UserPoolId       string
	CustomAttributes []SchemaAttribute
}

func (r *request) addCustomAttributes(in *addCustomAttributesInput) (*struct{}, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*struct{}, error) {
		if err := p.Config.addCustom(in.CustomAttributes); err != nil {
			return nil, err
		}
		p.Modified = r.now(p)
		return &struct{}{}, nil
	})
}

package refpool

import (
	"maps"
	"strings"
)

// tagLimit is how many tags a resource can have.
const tagLimit = 50

type tagResourceInput struct {
	ResourceArn string
	Tags        map[string]string
}

type listTagsInput struct {
	ResourceArn string
}

type listTagsOutput struct {
	Tags map[string]string
}

// resource finds the pool that an ARN names.
func (s *Server) resource(arn string) (*Pool, error) {
	_, id, _ := strings.Cut(arn, ":userpool/")
	p, err := s.pool(id)
	if err != nil || p.ARN != arn {
		return nil, resourceNotFound("Resource %s does not exist.", arn)
	}
	return p, nil
}

func tagResource(c *call, in *tagResourceInput) (*struct{}, error) {
	p, err := c.server.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	tags := map[string]string{}
	maps.Copy(tags, p.Tags)
	maps.Copy(tags, in.Tags)
	if len(tags) > tagLimit {
		return nil, invalidParameter("A resource can have at most %d tags.", tagLimit)
	}
	p.Tags = tags
	return &struct{}{}, nil
}

func listTagsForResource(c *call, in *listTagsInput) (*listTagsOutput, error) {
	p, err := c.server.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	tags := map[string]string{}
	maps.Copy(tags, p.Tags)
	return &listTagsOutput{tags}, nil
}

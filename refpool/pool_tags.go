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

// withResource runs act on the pool that an ARN names.
func withResource[Out any](r *request, arn string, act func(*Pool) (Out, error)) (out Out, err error) {
	_, id, _ := strings.Cut(arn, ":userpool/")
	if p, err := r.server.pool(id); err != nil || p.ARN != arn {
		return out, resourceNotFound("Resource %s does not exist.", arn)
	}
	return withPool(r, id, act)
}

func (r *request) tagResource(in *tagResourceInput) (*struct{}, error) {
	return withResource(r, in.ResourceArn, func(p *Pool) (*struct{}, error) {
		tags := p.copyTags()
		maps.Copy(tags, in.Tags)
		if len(tags) > tagLimit {
			return nil, invalidParameter("A resource can have at most %d tags.", tagLimit)
		}
		p.Tags = tags
		return &struct{}{}, nil
	})
}

func (r *request) listTagsForResource(in *listTagsInput) (*listTagsOutput, error) {
	return withResource(r, in.ResourceArn, func(p *Pool) (*listTagsOutput, error) {
		return &listTagsOutput{p.copyTags()}, nil
	})
}

// copyTags is a copy of the pool's tags, empty rather than nil.
func (p *Pool) copyTags() map[string]string {
	tags := map[string]string{}
	maps.Copy(tags, p.Tags)
	return tags
}

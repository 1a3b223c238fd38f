package refpool

import (
	"cmp"
	"slices"
	"strings"
)

// SchemaAttribute is an attribute that users of a pool can have. Custom ones
// are named "custom:…", those for developers "dev:custom:…".
type SchemaAttribute struct {
	Name                       string
	AttributeDataType          string // String, Number, DateTime or Boolean
	DeveloperOnlyAttribute     bool
	Mutable                    *bool
	Required                   bool
	StringAttributeConstraints *StringConstraints `json:",omitempty"`
	NumberAttributeConstraints *NumberConstraints `json:",omitempty"`
}

// StringConstraints bound the length of a string attribute; numbers are text on
// the wire.
type StringConstraints struct {
	MinLength string `json:",omitempty"`
	MaxLength string `json:",omitempty"`
}

// NumberConstraints bound the value of a number attribute.
type NumberConstraints struct {
	MinValue string `json:",omitempty"`
	MaxValue string `json:",omitempty"`
}

// customLimit is how many custom attributes a pool can have.
const customLimit = 50

// standardSchema lists the attributes that every pool has (OpenID Connect
// standard claims), in the order in which the service describes them.
func standardSchema() []SchemaAttribute {
	text := func(name string) SchemaAttribute {
		return standardAttribute(name, "String", &StringConstraints{"0", "2048"}, nil)
	}
	sub := standardAttribute("sub", "String", &StringConstraints{"1", "2048"}, nil)
	sub.Mutable, sub.Required = new(bool), true
	return []SchemaAttribute{
		sub, text("name"), text("given_name"), text("family_name"), text("middle_name"), text("nickname"),
		text("preferred_username"), text("profile"), text("picture"), text("website"), text("email"),
		standardAttribute("email_verified", "Boolean", nil, nil), text("gender"),
		standardAttribute("birthdate", "String", &StringConstraints{"10", "10"}, nil),
		text("zoneinfo"), text("locale"), text("phone_number"),
		standardAttribute("phone_number_verified", "Boolean", nil, nil), text("address"),
		standardAttribute("updated_at", "Number", nil, &NumberConstraints{MinValue: "0"}),
	}
}

func standardAttribute(name, kind string, length *StringConstraints, value *NumberConstraints) SchemaAttribute {
	return SchemaAttribute{
		Name: name, AttributeDataType: kind, Mutable: new(true),
		StringAttributeConstraints: length, NumberAttributeConstraints: value,
	}
}

// attribute finds the attribute name in the pool's schema, or nil.
func (c *PoolConfig) attribute(name string) *SchemaAttribute {
	for i := range c.Schema {
		if c.Schema[i].Name == name {
			return &c.Schema[i]
		}
	}
	return nil
}

// declare changes standard attributes and adds custom ones, as Schema asks.
func (c *PoolConfig) declare(wanted []SchemaAttribute) error {
	c.Schema = slices.Clone(c.Schema)
	var custom []SchemaAttribute
	for _, attribute := range wanted {
		if i := slices.IndexFunc(c.Schema, named(attribute.Name)); i >= 0 {
			c.Schema[i] = standardised(c.Schema[i], attribute)
			continue
		}
		custom = append(custom, attribute)
	}
	return c.addCustom(custom)
}

// addCustom adds custom attributes to the schema, which is replaced and never
// changed in place.
func (c *PoolConfig) addCustom(wanted []SchemaAttribute) error {
	schema := slices.Clone(c.Schema)
	for _, attribute := range wanted {
		custom, err := customAttribute(attribute)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(schema, named(custom.Name)) {
			return invalidParameter("%s: Existing attribute already has name %s.", custom.Name, custom.Name)
		}
		schema = append(schema, custom)
	}
	if len(schema)-len(standardSchema()) > customLimit {
		return invalidParameter("Number of custom attributes exceeds the limit of %d.", customLimit)
	}
	c.Schema = schema
	return nil
}

func named(name string) func(SchemaAttribute) bool {
	return func(a SchemaAttribute) bool { return a.Name == name }
}

// standardised is a standard attribute with what Schema may change of it.
func standardised(standard, wanted SchemaAttribute) SchemaAttribute {
	standard.Required = wanted.Required || standard.Name == "sub"
	if wanted.Mutable != nil {
		standard.Mutable = wanted.Mutable
	}
	if wanted.StringAttributeConstraints != nil {
		standard.StringAttributeConstraints = wanted.StringAttributeConstraints
	}
	return standard
}

// customAttribute is a custom attribute as Schema or AddCustomAttributes
// declares it. Custom attributes cannot be required.
func customAttribute(wanted SchemaAttribute) (SchemaAttribute, error) {
	if wanted.Name == "" {
		return wanted, invalidParameter("Name is required in a schema attribute.")
	}
	if wanted.Required {
		return wanted, invalidParameter("Required custom attributes are not supported currently.")
	}
	prefix := "custom:"
	if wanted.DeveloperOnlyAttribute {
		prefix = "dev:custom:"
	}
	wanted.Name = prefix + strings.TrimPrefix(wanted.Name, "custom:")
	wanted.AttributeDataType = cmp.Or(wanted.AttributeDataType, "String")
	if wanted.Mutable == nil {
		wanted.Mutable = new(true)
	}
	switch wanted.AttributeDataType {
	case "String":
		if wanted.StringAttributeConstraints == nil {
			wanted.StringAttributeConstraints = &StringConstraints{}
		}
	case "Number":
		if wanted.NumberAttributeConstraints == nil {
			wanted.NumberAttributeConstraints = &NumberConstraints{}
		}
	}
	return wanted, nil
}

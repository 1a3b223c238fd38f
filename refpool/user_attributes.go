package refpool

import (
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// phoneNumber is the documented form of phone_number: E.164.
var phoneNumber = regexp.MustCompile(`^\+[0-9]{4,15}$`)

// writer is who sets attributes, and so which rules hold.
type writer struct {
	admin    bool
	client   *Client // of a user who writes; nil for an administrator
	creating bool    // immutable and required attributes matter at creation only
}

// changeAttributes gives u, who is in the pool, the attributes given. It refuses
// an alias that another user has, unless force moves it.
func (p *Pool) changeAttributes(u *User, given []Attribute, by writer, force bool) error {
	attributes, err := p.merge(u.Attributes, given, by)
	if err != nil {
		return err
	}
	return p.setAttributes(u, attributes, force)
}

// merge is the attributes old changed by given; an empty value takes an attribute
// away. A changed e-mail address or phone number is unverified unless given
// says otherwise. The pool's lock is held.
func (p *Pool) merge(old map[string]string, given []Attribute, by writer) (map[string]string, error) {
	next := maps.Clone(old)
	if next == nil {
		next = map[string]string{}
	}
	for _, attribute := range given {
		if err := p.Config.checkAttribute(attribute, by); err != nil {
			return nil, err
		}
		if attribute.Value == "" {
			delete(next, attribute.Name)
			continue
		}
		next[attribute.Name] = attribute.Value
	}
	for _, contact := range []string{"email", "phone_number"} {
		flag := contact + "_verified"
		set := slices.ContainsFunc(given, func(a Attribute) bool { return a.Name == flag })
		switch {
		case next[contact] == "":
			delete(next, flag)
		case next[contact] != old[contact] && !set:
			next[flag] = "false"
		}
	}
	if by.creating {
		return next, p.Config.checkRequired(next)
	}
	return next, nil
}

// checkRequired refuses a new user without a required attribute.
func (c *PoolConfig) checkRequired(attributes map[string]string) error {
	for _, declared := range c.Schema {
		if declared.Required && declared.Name != "sub" && attributes[declared.Name] == "" {
			return invalidParameter("Attributes did not conform to the schema: %s: The attribute is required\n", declared.Name)
		}
	}
	return nil
}

// checkAttribute refuses an attribute that the schema does not allow, or that
// the writer may not write.
func (c *PoolConfig) checkAttribute(given Attribute, by writer) error {
	declared := c.attribute(given.Name)
	switch {
	case given.Name == "sub":
		return invalidParameter("Cannot modify the non-mutable attribute sub")
	case declared == nil:
		return nonconforming(given.Name, "Attribute does not exist in the schema.")
	case !by.admin && !by.mayWrite(declared):
		return notAuthorized("A client attempted to write unauthorized attribute")
	case !by.creating && declared.Mutable != nil && !*declared.Mutable:
		return invalidParameter("user.%s: Attribute cannot be updated.\n", given.Name)
	case given.Value == "":
		return nil
	}
	return declared.checkValue(given.Value)
}

// mayWrite reports whether a user may set the attribute through the client. A
// client without WriteAttributes writes all that are not for developers.
func (by writer) mayWrite(attribute *SchemaAttribute) bool {
	switch {
	case attribute.Name == "email_verified" || attribute.Name == "phone_number_verified":
		return false
	case attribute.DeveloperOnlyAttribute:
		return false
	default:
		return len(by.client.WriteAttributes) == 0 || slices.Contains(by.client.WriteAttributes, attribute.Name)
	}
}

func nonconforming(name, reason string) error {
	return invalidParameter("Attributes did not conform to the schema: %s: %s\n", name, reason)
}

// checkValue refuses a value that is not of the attribute's type, or outside
// its constraints.
func (a *SchemaAttribute) checkValue(value string) error {
	switch {
	case a.Name == "email" && !isEmail(value):
		return invalidParameter("Invalid email address format.")
	case a.Name == "phone_number" && !phoneNumber.MatchString(value):
		return invalidParameter("Invalid phone number format.")
	}
	switch a.AttributeDataType {
	case "Boolean":
		if value != "true" && value != "false" {
			return nonconforming(a.Name, "Attribute value must be true or false.")
		}
	case "Number":
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil || !a.NumberAttributeConstraints.allow(number) {
			return nonconforming(a.Name, "Attribute value is not a number within its constraints.")
		}
	case "String":
		if !a.StringAttributeConstraints.allow(utf8.RuneCountInString(value)) {
			return nonconforming(a.Name, "String length does not meet its constraints.")
		}
	}
	return nil
}

// isEmail reports whether value is one address and nothing else.
func isEmail(value string) bool {
	address, err := mail.ParseAddress(value)
	return err == nil && address.Address == value && !strings.ContainsAny(value, " \t")
}

func (c *StringConstraints) allow(length int) bool {
	return c == nil || within(int64(length), c.MinLength, c.MaxLength)
}

func (c *NumberConstraints) allow(number int64) bool {
	return c == nil || within(number, c.MinValue, c.MaxValue)
}

// within compares with bounds in decimal; one that is empty or no number does
// not bind.
func within(value int64, least, most string) bool {
	if bound, err := strconv.ParseInt(least, 10, 64); err == nil && value < bound {
		return false
	}
	if bound, err := strconv.ParseInt(most, 10, 64); err == nil && value > bound {
		return false
	}
	return true
}

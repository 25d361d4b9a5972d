package catalog

import "strings"

// Secrets in definitions: passwords of user mappings, keys in the options of
// foreign servers, connection strings of subscriptions. They are part of the
// database and are dumped, as pg_dump does; each statement that holds one has
// a second text without it ([Statement.Redacted]), for who asks for that.

// secretive objects have secrets in their definition. redacted gives a copy
// whose Define has the same statements without them, or nil if it has none.
type secretive interface{ redacted() Object }

// blank stands where a secret was.
const blank = ""

// secretWords are what a name has in it if its value is probably a secret:
// the options of libpq (password, passfile, sslpassword, sslkey), and what
// wrappers of other stores call their keys.
var secretWords = []string{"passw", "passfile", "pwd", "secret", "token", "key", "credential", "auth"}

// isSecret judges an option by its name.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	for _, word := range secretWords {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// redactOptions blanks the secrets among "name=value" options; nil if there
// are none.
func redactOptions(options []string, secret func(name string) bool) []string {
	out := make([]string, len(options))
	found := false
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		out[i] = o
		if value != blank && secret(name) {
			out[i], found = name+"="+blank, true
		}
	}
	if !found {
		return nil
	}
	return out
}

// redact gives an object's defining statements their second text.
func redact(statements []Statement, o Object) {
	s, ok := o.(secretive)
	if !ok {
		return
	}
	if blanked := s.redacted(); blanked != nil {
		for i, sql := range blanked.Define() {
			if sql != statements[i].SQL {
				statements[i].Redacted = sql
			}
		}
	}
}

package restore

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// choices are the options that say what is restored and how, as far as who goes on must have made
// the same. They come before anything is left out because it is done.
func (r *run) choices() []string {
	o := &r.opts
	var out []string
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"--create", o.Create}, {"--disable-triggers", o.DisableTriggers}, {"--no-owner", o.NoOwner},
		{"--no-privileges", o.NoPrivileges}, {"--no-comments", o.NoComments}, {"--no-tablespaces", o.NoTablespaces},
		{"--no-table-access-method", o.NoAccessMethods}, {"--no-security-labels", o.NoSecurityLabels},
		{"--no-secrets", o.NoSecrets},
		{"--no-database-settings", o.NoDatabaseSettings}, {"--no-statistics", o.NoStatistics}, {"--role " + o.Role, o.Role != ""},
	} {
		if flag.set {
			out = append(out, flag.name)
		}
	}
	for name, version := range o.ExtensionVersions {
		out = append(out, "--extension-version "+name+"="+version)
	}
	if selected := r.selected(); selected != "" {
		out = append(out, selected)
	}
	for i, choice := range out { // the mark is read in other encodings than it is written in
		out[i] = strings.Trim(strconv.QuoteToASCII(choice), `"`)
	}
	slices.Sort(out)
	return out
}

// selected says which entries are selected, "" if all are. A list that is too long to be shown is
// told from others by its hash.
func (r *run) selected() string {
	if r.opts.Selection.isAll() {
		return ""
	}
	var whole, part []uint32
	for i := range r.entries {
		switch id := r.entries[i].ID; {
		case r.sifted[id] != "":
			part = append(part, id)
		case !r.skip[id]:
			whole = append(whole, id)
		}
	}
	text := strings.TrimSpace(idLine("a selection of the entries", whole) + " " + idLine("and parts of", part))
	if len(text) > optionChars {
		text = fmt.Sprintf("a selection of %d entries (SHA-256 %x)", len(whole)+len(part), sha256.Sum256([]byte(text)))
	}
	return text
}

// optionChars bounds how much is said of a selection.
const optionChars = 200

func optionList(list []string) string {
	if len(list) == 0 {
		return "no options"
	}
	return strings.Join(list, ", ")
}

package catalog

import (
	"strings"
	"testing"
)

// Goal: servers that nobody has tested are refused with a reason; newer ones
// are accepted on request, older ones never. No such server can be had here,
// so the decision is tested on its own.
func TestCheckSupported(t *testing.T) {
	for _, tc := range []struct {
		major      int
		allowNewer bool
		want       string
	}{
		{11, false, "versions before 12 are not supported"},
		{11, true, "versions before 12 are not supported"},
		{12, false, ""},
		{18, false, ""},
		{19, false, "newer than 18"},
		{19, true, ""},
	} {
		s := &Server{Major: tc.major, Version: "x.y"}
		err := s.CheckSupported(tc.allowNewer)
		switch {
		case err == nil && tc.want != "", err != nil && (tc.want == "" || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("PostgreSQL %d, allowed %v: %v, want %q", tc.major, tc.allowNewer, err, tc.want)
		}
	}
}

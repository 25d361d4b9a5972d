//go:build linux

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// Goal: a wrong password and a missing one get one clear message, with what
// to do, and no password is shown; the right one connects. Method: a server
// that asks for SCRAM.
func TestPassword(t *testing.T) {
	server := pgtest.Start(t, 16, pgtest.WithPassword("right-one"))
	for _, tc := range []struct {
		password string
		status   int
		want     string
	}{
		{"right-one", statusWhole, ""},
		{"wrong-one", statusFailed, "password authentication failed"},
		{"", statusFailed, "password"},
	} {
		t.Run("password "+tc.password, func(t *testing.T) {
			for _, v := range []string{"PGPASSFILE", "PGSERVICE", "PGPASSWORD"} {
				t.Setenv(v, "")
			}
			var stdout, stderr bytes.Buffer
			out := &output{out: &stdout, err: &stderr, in: strings.NewReader(""), width: func() int { return 80 }}
			url := server.DB("postgres").URLAs(pgtest.Superuser, tc.password)
			got := run(context.Background(), []string{"dump", "-q", "-d", url, "-f", "-"}, out)
			if got != tc.status || !strings.Contains(stderr.String(), tc.want) {
				t.Errorf("status %d, want %d: %s", got, tc.status, stderr.String())
			}
			if strings.Contains(stderr.String(), "right-one") || strings.Contains(stderr.String(), "wrong-one") {
				t.Errorf("the password is shown: %s", stderr.String())
			}
			if tc.status == statusFailed && (stdout.Len() > 0 || !strings.Contains(stderr.String(), "check the user and the password")) {
				t.Errorf("%d bytes of output, message %s", stdout.Len(), stderr.String())
			}
		})
	}
}

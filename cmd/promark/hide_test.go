package main

import (
	"slices"
	"testing"
)

func TestPasswordsInArguments(t *testing.T) {
	for arg, want := range map[string][]string{
		"postgres://me:secret@host/db":                            {"secret"},
		"postgresql://me:se%40c:ret@h1,h2:5433/db?sslmode=prefer": {"se%40c:ret"},
		"--against=postgres://me:secret@host/db":                  {"secret"},
		"-dpostgres://me:secret@host/db":                          {"secret"},
		"postgres://host/db?user=me&password=secret&x=y":          {"secret"},
		"postgres://host/db?sslpassword=one&password=two":         {"one", "two"},
		"host=h password=secret user=me":                          {"secret"},
		"-dpassword=secret":                                       {"secret"},
		`password = 'se cret\' more' sslpassword=other\ one`:      {`'se cret\' more'`, `other\ one`},
		"--dbname=password=secret host=h":                         {"secret"},
		"postgres://host/db":                                      nil,
		"postgres://me@host/db":                                   nil,
		"--no-password":                                           nil,
		"no-password.promark":                                     nil,
		"host=h passfile=/home/me/.pgpass":                        nil,
	} {
		var got []string
		for _, span := range passwordsIn(arg) {
			got = append(got, arg[span[0]:span[1]])
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", arg, got, want)
		}
	}
}

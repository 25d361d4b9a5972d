//go:build linux

package main_test

import (
	"fmt"
	"path/filepath"
	"strings"

	"promark/catalog/pgtest"
)

// contender is a way to dump and to restore.
type contender struct {
	name    string
	dump    func(b *bench, source, archive string, only ...string) (pgtest.Usage, error)
	restore func(b *bench, target, archive string) (pgtest.Usage, error)
}

// contenders are compared; promark is the first.
func contenders() []contender {
	return []contender{
		{"promark", func(b *bench, source, archive string, only ...string) (pgtest.Usage, error) {
			return b.promark(append([]string{"dump", "-d", source, "-j", fmt.Sprint(b.jobs), "-f", archive}, only...)...)
		}, func(b *bench, target, archive string) (pgtest.Usage, error) {
			return b.promark("restore", "-d", target, "-j", fmt.Sprint(b.jobs), "--no-analyze", archive)
		}},
		{"15 -Fc", func(b *bench, source, archive string, only ...string) (pgtest.Usage, error) {
			return b.client(15, "pg_dump", append([]string{"-Fc", "-f", archive, source}, only...)...)
		}, func(b *bench, target, archive string) (pgtest.Usage, error) {
			return b.client(15, "pg_restore", "-d", target, archive)
		}},
		{"17 -Fd zstd", func(b *bench, source, archive string, only ...string) (pgtest.Usage, error) {
			return b.client(17, "pg_dump", append([]string{"-Fd", "-j", fmt.Sprint(b.jobs), "-Z", "zstd", "-f", archive, source}, only...)...)
		}, func(b *bench, target, archive string) (pgtest.Usage, error) {
			u, err := b.client(17, "pg_restore", "-j", fmt.Sprint(b.jobs), "-d", target, archive)
			if err != nil && onlyNewSetting(err.Error()) {
				err = nil
			}
			return u, err
		}},
	}
}

// onlyNewSetting is true of complaints about nothing but the setting transaction_timeout, which no
// server before 17 knows.
func onlyNewSetting(complaints string) bool {
	return strings.Count(complaints, "error: ") ==
		strings.Count(complaints, `unrecognized configuration parameter "transaction_timeout"`)
}

func (b *bench) promark(args ...string) (pgtest.Usage, error) {
	return pgtest.Measure(b.t, b.folder, b.binary, args...)
}

func (b *bench) client(major int, program string, args ...string) (pgtest.Usage, error) {
	return pgtest.MeasureClient(b.t, major, b.folder, program, args...)
}

// archive is where a contender's archive of a case goes.
func (b *bench) archive(c benchCase, who contender) string {
	return filepath.Join(b.folder, c.name+"-"+strings.ReplaceAll(who.name, " ", ""))
}

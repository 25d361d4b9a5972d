package main

import (
	"strconv"
	"strings"

	"promark/archive"
)

// zstdMost is the highest level of zstd, which pg_dump takes; above our best there is nothing more to gain.
const zstdMost = 22

// compressLevel reads the value of --compress: LEVEL, or METHOD[:LEVEL] as pg_dump has it, whose details
// may be spelled level=LEVEL. The only method is zstd.
func compressLevel(text string) (int, error) {
	method, detail, given := strings.Cut(text, ":")
	if _, err := strconv.Atoi(method); err == nil && !given {
		method, detail, given = "zstd", method, true
	}
	switch {
	case method == "none" && !given:
		return archive.LevelNone, nil
	case method == "gzip" || method == "lz4":
		return 0, usagef("dump: --compress %s: archives are compressed with zstd alone", text)
	case method != "zstd":
		return 0, usagef("dump: --compress %s: give a level from 0 (none) to 9 (smallest), none, or zstd:LEVEL", text)
	case !given:
		return archive.LevelDefault, nil
	}
	level, err := strconv.Atoi(strings.TrimPrefix(detail, "level="))
	switch {
	case err != nil || level < 0 || level > zstdMost:
		return 0, usagef("dump: --compress %s: the level must be from 0 to 9; up to %d, zstd's highest, is taken as 9", text, zstdMost)
	case level == 0:
		return archive.LevelNone, nil
	}
	return min(level, archive.LevelBest), nil
}

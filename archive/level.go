package archive

import "github.com/klauspost/compress/zstd"

// Levels of compression. Columns are little work for zstd whatever its level, since their planes have few
// matches: better levels gain 0.3 to 3 % on metrics for 25 to 40 % more time, and 7 to 30 % on texts for
// twice the time (measured). Of texts and whole rows a level is the best that is tried (see compressor).
const (
	LevelNone    = -1 // rows are stored as they come
	LevelFastest = 1
	LevelDefault = 3
	LevelBest    = 9
)

// speeds are the levels of zstd for what an archive is made of.
type speeds struct {
	none   bool
	planes zstd.EncoderLevel // of columns of numbers
	rows   zstd.EncoderLevel // of whole rows, and values of varying length
}

// speedsOf gives the speeds of a level; 0 is the default.
func speedsOf(level int) speeds {
	switch {
	case level == 0:
		return speedsOf(LevelDefault)
	case level < LevelDefault:
		return speeds{level < 0, zstd.SpeedFastest, zstd.SpeedFastest}
	case level < 6:
		return speeds{false, zstd.SpeedFastest, zstd.SpeedDefault}
	case level < LevelBest:
		return speeds{false, zstd.SpeedBetterCompression, zstd.SpeedBetterCompression}
	}
	return speeds{false, zstd.SpeedBetterCompression, zstd.SpeedBestCompression}
}

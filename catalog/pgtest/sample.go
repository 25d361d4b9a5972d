//go:build linux

package pgtest

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Variables that decide how much of the conformance tests runs.
const (
	// ConformanceVariable makes them run in full ("make conformance").
	ConformanceVariable = "PROMARK_CONFORMANCE"
	// FaultsVariable makes every fault happen that tests can make happen ("make faults").
	FaultsVariable = "PROMARK_FAULTS"
	// SeedVariable fixes the sample that runs otherwise; without it, the seed is today's date.
	SeedVariable = "PROMARK_SEED"
)

// sampleSize is how many servers a case of a conformance test meets where not all of them do.
const sampleSize = 2

// Sample gives the server versions for one case of a test with very many cases: all of them in
// a full run, otherwise the newest and others drawn by a seed, which it logs.
func Sample(t testing.TB, name string) []int {
	t.Helper()
	versions := Versions()
	if Conformance() {
		return versions
	}
	return draw(versions, Seed(t), name)
}

// Seed gives and logs what samples are drawn with and random tests begin with: another number each
// day.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv(SeedVariable), 10, 64)
	if err != nil {
		seed, _ = strconv.ParseUint(time.Now().UTC().Format("20060102"), 10, 64)
	}
	t.Logf("drawn with %s=%d", SeedVariable, seed)
	return seed
}

// draw gives the newest version and others, oldest first.
func draw(versions []int, seed uint64, name string) []int {
	h := fnv.New64a()
	h.Write([]byte(name))
	random := rand.New(rand.NewPCG(seed, h.Sum64()))
	newest := len(versions) - 1
	drawn := []int{versions[newest]}
	for _, i := range random.Perm(newest)[:sampleSize-1] {
		drawn = append(drawn, versions[i])
	}
	slices.Sort(drawn)
	return drawn
}

// Conformance reports whether tests are to run in full.
func Conformance() bool { return os.Getenv(ConformanceVariable) != "" }

// Faults reports whether every fault is to happen, rather than a sample.
func Faults() bool { return os.Getenv(FaultsVariable) != "" }

// noRegression is the version that has no regression database: 12.22 takes a table of 15's suite,
// partitioned by its own row, that it can then neither read nor drop, and pg_dump neither.
const noRegression = 12

// RegressionSample gives the server versions whose regression database a test takes: all of them
// but noRegression in a full run, otherwise one that SourceSample draws.
func RegressionSample(t testing.TB) []int {
	t.Helper()
	if Conformance() {
		return slices.DeleteFunc(Versions(), func(major int) bool { return major == noRegression })
	}
	return SourceSample(t)
}

// SourceSample gives the versions that HasSource knows, in a full run, otherwise one of them,
// drawn by a seed.
func SourceSample(t testing.TB) []int {
	t.Helper()
	versions := slices.DeleteFunc(Versions(), func(major int) bool { return !HasSource(major) })
	if Conformance() {
		return versions
	}
	return versions[Seed(t)%uint64(len(versions)):][:1]
}

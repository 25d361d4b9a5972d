//go:build linux

package main_test

import (
	"fmt"
	"time"
)

// report prints the table of the README: medians, and beside each how promark's compares with it.
func (b *bench) report() {
	b.say("\n| case | work | with | seconds | promark takes | CPU of program + server, s | archive, MB | promark's is | memory, MiB | ANALYZE after it, s |")
	b.say("|---|---|---|--:|--:|--:|--:|--:|--:|--:|")
	var own *measurement
	for _, m := range b.taken {
		if m.who == contenders()[0].name {
			own = m
		}
		b.say("| %s | %s | %s | %.2f | %s | %.2f + %.2f | %s | %s | %s | %s |", m.caseTitle, m.work, m.who, median(m.elapsed()).Seconds(),
			ratio(own, m, float64(median(own.elapsed())), float64(median(m.elapsed()))),
			median(m.cpu()).Seconds(), median(m.server).Seconds(),
			filled(m.archive > 0, "%.1f", float64(m.archive)/1e6), ratio(own, m, float64(own.archive), float64(m.archive)),
			filled(m.peak() > 0, "%.0f", float64(m.peak())/(1<<20)), filled(m.analyze > 0, "%.1f", m.analyze.Seconds()))
	}
	b.say("\nmeasured %s", time.Now().UTC().Format("2006-01-02"))
}

// ratio says how promark's figure compares with that of another.
func ratio(own, m *measurement, a, of float64) string {
	return filled(own != m && of > 0, "%.2f of it", a/of)
}

func filled(is bool, format string, value float64) string {
	if !is {
		return ""
	}
	return fmt.Sprintf(format, value)
}

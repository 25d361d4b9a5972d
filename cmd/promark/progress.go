package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// tally is how far a command is.
type tally struct {
	phase     string // "reading the catalog", "copying rows", ...
	done      int    // relations finished
	total     int    // relations in all; 0: not known yet
	rows      int64
	bytes     int64 // raw bytes of rows
	goal      int64 // expected raw bytes, an estimate; 0: not known
	stored    int64 // bytes of the archive written or read
	storedOf  int64 // size of the archive where it is known, else 0
	countNoun string
}

// meter shows the progress of a command: a live line on a terminal, a plain
// line every ten seconds elsewhere, nothing with --quiet.
type meter struct {
	out    *output
	name   string
	start  time.Time
	mu     sync.Mutex
	now    tally
	rate   rate
	stop   chan struct{}
	halted sync.WaitGroup
}

// Intervals of the two ways to show progress.
const (
	liveInterval  = 200 * time.Millisecond
	plainInterval = 10 * time.Second
)

func startMeter(out *output, name string) *meter {
	m := &meter{out: out, name: name, start: time.Now(), stop: make(chan struct{})}
	m.rate.add(m.start, 0)
	if out.quiet {
		return m
	}
	m.halted.Add(1)
	go m.run()
	return m
}

func (m *meter) run() {
	defer m.halted.Done()
	interval, show := plainInterval, func(s string) { m.out.line("promark: " + s) }
	if m.out.errIsTerminal {
		interval, show = liveInterval, m.out.setLive
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-m.stop:
			return
		case <-tick.C:
			show(m.text())
		}
	}
}

// update changes the tally under the meter's lock.
func (m *meter) update(change func(*tally)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.now)
}

// close stops the display; the live line is removed.
func (m *meter) close() {
	if m.out.quiet {
		return
	}
	close(m.stop)
	m.halted.Wait()
	m.out.clear()
}

// text is the progress line.
func (m *meter) text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.now
	parts := []string{m.name + ": " + t.phase}
	if t.total > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d %s", t.done, t.total, t.countNoun))
	}
	if t.rows > 0 {
		parts = append(parts, count(t.rows)+" rows")
	}
	moved, goal := t.bytes, t.goal
	if t.storedOf > 0 {
		moved, goal = t.stored, t.storedOf
	}
	m.rate.add(time.Now(), moved)
	if moved > 0 {
		parts = append(parts, size(moved)+t.kept())
		if perSecond := m.rate.perSecond(); perSecond > 0 {
			parts = append(parts, size(int64(perSecond))+"/s")
			if goal > moved {
				left := time.Duration(float64(goal-moved) / perSecond * float64(time.Second))
				parts = append(parts, "ETA "+clock(left))
			}
		}
	}
	return strings.Join(append(parts, clock(time.Since(m.start))), "  ")
}

// kept is the size of the archive so far, where both sizes are known.
func (t tally) kept() string {
	if t.stored == 0 || t.storedOf > 0 {
		return ""
	}
	return " in " + size(t.stored)
}

// rate is a moving average over the last ten seconds.
type rate struct {
	at    []time.Time
	bytes []int64
}

const rateWindow = 10 * time.Second

func (r *rate) add(now time.Time, bytes int64) {
	r.at, r.bytes = append(r.at, now), append(r.bytes, bytes)
	for len(r.at) > 2 && now.Sub(r.at[0]) > rateWindow {
		r.at, r.bytes = r.at[1:], r.bytes[1:]
	}
}

func (r *rate) perSecond() float64 {
	last := len(r.at) - 1
	if last < 1 {
		return 0
	}
	seconds := r.at[last].Sub(r.at[0]).Seconds()
	if seconds <= 0 {
		return 0
	}
	return float64(r.bytes[last]-r.bytes[0]) / seconds
}

// size formats bytes in decimal units.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	v, u := float64(n), 0
	for v >= 999.5 && u < len(units)-1 {
		v, u = v/1000, u+1
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	if v < 9.995 {
		return fmt.Sprintf("%.2f %s", v, units[u])
	}
	return fmt.Sprintf("%.3g %s", v, units[u])
}

// count formats a number with thin groups: 1,234,567.
func count(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// clock formats a duration as m:ss or h:mm:ss.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// counted is "1 entry", "2 entries".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(int64(n)) + " " + many
}
